package io.hypertile.zarr.engine;

import io.hypertile.engine.RestoreRefusals;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import io.hypertile.schema.json.RemovalJson;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions.Move;
import io.hypertile.store.Revisions.Relocation;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arrays of collections that were removed together: their nodes are moved to a place of the
 * removal's own, beside a note and the document of the collection. Entries of the register go with
 * the removal and are made again from the nodes that come back. The caller holds the lock of the
 * collection.
 */
final class RemovedNodes {
  private static final System.Logger LOG = System.getLogger(RemovedNodes.class.getName());

  /**
   * Name of the note in the place of a removal. Sorts behind the document, so that it goes last and
   * a purge that was cut off is repeated.
   */
  static final String NOTE = "removal.json";

  private static final String DOCUMENT = "collection.json";
  private static final String ARRAYS = "arrays";
  private static final String TILES = "tiles";

  /** Arrays of one transaction of files: some 60 MB of heap. */
  private static final int MOST_AT_ONCE = 20_000;

  private final Parts parts;
  private final ZarrLayout layout;

  RemovedNodes(Parts parts) {
    this.parts = parts;
    this.layout = parts.layout();
  }

  private StorePrefix place(String id) {
    return layout.removed().child(id);
  }

  /** Moves all arrays of a collection, if it has any, to the place of a removal. */
  void aside(Removal removal) {
    CollectionName name = removal.name();
    StorePrefix place = place(removal.id());
    List<StorePrefix> found = StoredKeys.children(parts.store(), layout.collection(name));
    List<Move> moves =
        found.stream()
            .map(node -> StoredKeys.move(node, place.child(ARRAYS).child(StoredKeys.name(node))))
            .toList();
    List<NewObject> notes =
        moves.isEmpty()
            ? List.of()
            : List.of(
                new NewObject(place.key(DOCUMENT), ObjectBody.of(document(name))),
                new NewObject(place.key(NOTE), ObjectBody.of(RemovalJson.write(removal))));
    List<Move> others =
        moves.isEmpty() || StoredKeys.first(parts.plain(), layout.tiles(name)).isEmpty()
            ? List.of()
            : List.of(new Move(layout.tiles(name).asKey(), place.child(TILES).asKey()));
    List<StorePrefix> cleared = new ArrayList<>(List.of(layout.register(name)));
    if (others.isEmpty()) {
      cleared.add(layout.tiles(name));
    }
    int most = mostAtOnce();
    for (int from = 0; from == 0 || from < moves.size(); from += most) {
      int end = Math.min(moves.size(), from + most);
      boolean isLast = end == moves.size();
      parts
          .revisions()
          .relocate(
              new Relocation(
                  from == 0 ? notes : List.of(),
                  moves.subList(from, end),
                  isLast ? others : List.of(),
                  isLast ? cleared : List.of()));
    }
  }

  /** Most arrays in one relocation, which only where it is a transaction takes memory for each. */
  private int mostAtOnce() {
    return parts.isFarAway() ? Integer.MAX_VALUE / 2 : MOST_AT_ONCE;
  }

  private byte[] document(CollectionName name) {
    return CollectionDocuments.load(parts.store(), layout.document(name))
        .map(LoadedObject::bytes)
        .orElse(new byte[0]);
  }

  /** All removals that are kept. */
  List<Removal> list() {
    return StoredKeys.children(parts.plain(), layout.removed()).stream()
        .flatMap(place -> find(StoredKeys.name(place)).stream())
        .toList();
  }

  /**
   * The removal of an id; empty if it is not kept. A damaged note is told in the log.
   *
   * @param id any text
   */
  Optional<Removal> find(String id) {
    if (!Removal.isId(id)) {
      return Optional.empty();
    }
    StoreKey key = place(id).key(NOTE);
    try {
      return parts
          .note(key)
          .map(note -> RemovalJson.parse(key.text(), note.bytes()))
          .filter(removal -> removal.id().equals(id) && removal.what() == Removal.What.ARRAYS);
    } catch (CorruptDataException e) {
      LOG.log(Level.WARNING, "A removal is not listed: {0}", e.detail());
      return Optional.empty();
    }
  }

  /** Bytes of what a removal keeps. */
  long bytes(Removal removal) {
    return StoredKeys.bytes(parts.store(), place(removal.id()));
  }

  /** Number of the arrays that a removal keeps. */
  long arrays(Removal removal) {
    return StoredKeys.children(parts.store(), place(removal.id()).child(ARRAYS)).size();
  }

  /** Removes what a removal keeps for good. */
  void purge(Removal removal) {
    StorePrefix place = place(removal.id());
    parts.revisions().relocate(new Relocation(List.of(), List.of(), List.of(), List.of(place)));
  }

  /**
   * Moves the arrays of a removal back.
   *
   * @param collection the collection that has the name now
   * @throws ServiceException {@code wrong-kind} if that has another schema, {@code already-exists}
   *     if an id or a key is in use
   */
  void back(Removal removal, Collection collection) {
    StorePrefix place = place(removal.id());
    List<StorePrefix> kept = StoredKeys.children(parts.store(), place.child(ARRAYS));
    if (!kept.isEmpty()) {
      // The document is gone where a restoration was cut off behind its moves.
      requireSame(removal, collection);
    }
    ReturningNodes returning = new ReturningNodes(parts, collection);
    List<ReturningNodes.Coming> coming = parts.each(kept, returning::coming);
    List<Move> others = returning.tiles(place.child(TILES));
    int most = mostAtOnce();
    for (int from = 0; from == 0 || from < coming.size(); from += most) {
      int end = Math.min(coming.size(), from + most);
      boolean isLast = end == coming.size();
      List<ReturningNodes.Coming> now = coming.subList(from, end);
      parts
          .revisions()
          .relocate(
              new Relocation(
                  now.stream().flatMap(each -> each.entry().stream()).toList(),
                  now.stream().map(ReturningNodes.Coming::move).toList(),
                  isLast ? others : List.of(),
                  isLast ? List.of(place) : List.of()));
    }
  }

  private void requireSame(Removal removal, Collection collection) {
    StoreKey key = place(removal.id()).key(DOCUMENT);
    Optional<Collection> before =
        CollectionDocuments.load(parts.plain(), key)
            .flatMap(found ->
                CollectionDocuments.parse(
                    key.text(), found.bytes(), collection.name(), parts.placement()));
    boolean isSame =
        collection.schema() instanceof ArraysSchema
            && before.map(Collection::schema).filter(collection.schema()::equals).isPresent();
    if (!isSame) {
      throw RestoreRefusals.otherSchema(collection.name());
    }
  }
}
