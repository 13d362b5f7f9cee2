package io.hypertile.zarr.engine;

import io.hypertile.engine.RestoreRefusals;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions.Move;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays that come back to a collection: checks that nothing is in their way. */
final class ReturningNodes {
  private final Parts parts;
  private final ZarrLayout layout;
  private final Collection collection;
  private final HeldNodes nodes;
  private final TileNames tiles;

  ReturningNodes(Parts parts, Collection collection) {
    this.parts = parts;
    this.layout = parts.layout();
    this.collection = collection;
    this.nodes = new HeldNodes(parts);
    this.tiles = new TileNames(parts);
  }

  /**
   * An array on its way back.
   *
   * @param entry of the register; empty if its document cannot be read
   */
  record Coming(Move move, Optional<NewObject> entry) {}

  /**
   * The return of an array.
   *
   * @param node where it is kept
   * @throws ServiceException {@code already-exists} if its id or key is in use
   */
  Coming coming(StorePrefix node) {
    String name = StoredKeys.name(node);
    Move move = StoredKeys.move(node, layout.array(collection.name(), name));
    Optional<StoredObject> there = parts.store().find(move.to());
    if (there.isPresent() && !isSame(there.get(), move.from())) {
      String what = collection.arrays().primaryAttributes().isEmpty() ? "id" : "key";
      String id = id(move.to().parent()).map(ArrayId::text).orElse(name);
      throw inUse(what, id);
    }
    Optional<ArrayId> id = id(node);
    id.ifPresent(each -> requireFree(each, name));
    return new Coming(
        move,
        id.map(each ->
            new NewObject(
                layout.entry(collection.name(), each),
                ObjectBody.of(name.getBytes(StandardCharsets.UTF_8)))));
  }

  /** Whether an array is in its place already, as a restoration was cut off. */
  private boolean isSame(StoredObject there, StoreKey kept) {
    return parts
        .store()
        .find(kept)
        .filter(found -> found.version().equals(there.version()))
        .isPresent();
  }

  /** The id in a node; empty if the node cannot be read. */
  private Optional<ArrayId> id(StorePrefix node) {
    try {
      return ZarrNodes.find(parts.store(), node)
          .flatMap(found ->
              found instanceof ArrayDocument array
                  ? HeaderAttributes.id(array.attributes())
                  : Optional.empty());
    } catch (CorruptDataException e) {
      return Optional.empty();
    }
  }

  private void requireFree(ArrayId id, String name) {
    boolean isTaken =
        parts
            .register()
            .entry(collection, id)
            .filter(other -> !other.equals(name) && nodes.isAt(collection, other, id))
            .isPresent();
    boolean isOfTile =
        collection.arrays() instanceof ArraysSchema.VArraySchema
            && tiles.find(collection.name(), id).isPresent();
    if (isTaken || isOfTile) {
      throw inUse("id", id.text());
    }
  }

  /**
   * Moves of the names of tiles, one by one where others came since.
   *
   * @param from where they are kept
   * @throws ServiceException {@code already-exists} if the id of one is in use
   */
  List<Move> tiles(StorePrefix from) {
    StorePrefix to = layout.tiles(collection.name());
    if (StoredKeys.first(parts.plain(), from).isEmpty()) {
      return List.of();
    }
    if (StoredKeys.first(parts.plain(), to).isEmpty()) {
      return List.of(new Move(from.asKey(), to.asKey()));
    }
    List<Move> moves = new ArrayList<>();
    StoredKeys.forEach(
        parts.plain(),
        from,
        object -> {
          StoreKey target = to.key(from.relative(object.key()));
          Optional<String> there = parts.register().text(target);
          // Where a move was cut off, the same name is in both places.
          if (there.isPresent() && !there.equals(parts.register().text(object.key()))) {
            throw inUse("id", "of a tile, " + target.name());
          }
          moves.add(new Move(object.key(), target));
        });
    return moves;
  }

  private ServiceException inUse(String what, String id) {
    return RestoreRefusals.inUse(collection.name(), what, id);
  }
}
