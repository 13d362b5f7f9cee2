package io.hypertile.zarr.engine;

import io.hypertile.engine.StoredArray;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.Optional;

/** Finds arrays by id, by key and by place, and holds the states that they are found in. */
final class HeldNodes {
  private final Parts parts;
  private final ZarrLayout layout;
  private final FilledArrays filled;

  HeldNodes(Parts parts) {
    this.parts = parts;
    this.layout = parts.layout();
    this.filled = new FilledArrays(parts.store());
  }

  /** Whether a node has an id; one that cannot be read may have any. */
  boolean isAt(Collection collection, String node, ArrayId id) {
    try {
      return document(layout.array(collection.name(), node))
          .flatMap(found -> HeaderAttributes.id(found.attributes()))
          .filter(id::equals)
          .isPresent();
    } catch (CorruptDataException e) {
      return true;
    }
  }

  private Optional<ArrayDocument> document(StorePrefix place) {
    return ZarrNodes.find(parts.store(), place)
        .flatMap(
            found -> found instanceof ArrayDocument array ? Optional.of(array) : Optional.empty());
  }

  /** The header of an array, whatever its cells are; empty if there is none. */
  Optional<ArrayHeader> header(Collection collection, ArrayId id) {
    Optional<StorePrefix> place =
        parts.register().find(collection, id).map(node -> layout.array(collection.name(), node));
    return place
        .flatMap(this::document)
        .map(found -> header(collection, place.get(), found))
        .filter(header -> header.id().equals(id));
  }

  /** The header in the document of an array. */
  static ArrayHeader header(Collection collection, StorePrefix place, ArrayDocument document) {
    String key = place.key(NodeDocument.NAME).text();
    return HeaderAttributes.parse(key, collection.arrays(), document.attributes());
  }

  /** Holds the array of an id; empty if there is none. */
  Optional<HeldNode> hold(Collection collection, ArrayId id) {
    return parts
        .register()
        .find(collection, id)
        .flatMap(node -> hold(collection, layout.array(collection.name(), node)))
        .filter(held -> isMeant(held, held.array().header().id().equals(id)));
  }

  /** Holds the array of a key; empty if there is none. */
  Optional<HeldNode> holdByKey(Collection collection, Attributes primary) {
    String node = ZarrLayout.node(collection.arrays(), primary);
    return hold(collection, layout.array(collection.name(), node))
        .filter(held -> isMeant(held, held.array().header().primary().equals(primary)));
  }

  private static boolean isMeant(HeldNode held, boolean isMeant) {
    if (!isMeant) {
      held.close();
    }
    return isMeant;
  }

  /** Holds the array in a place; empty if there is none. */
  Optional<HeldNode> hold(Collection collection, StorePrefix place) {
    ZarrArray node;
    try {
      node = parts.arrays().find(place);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.ARRAY_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    boolean isHeld = false;
    try {
      NodeDocuments.requireOf(collection, place, node.document());
      ArrayHeader header = header(collection, place, node.document());
      boolean hasCells = node.hasChunks().orElseGet(() -> filled.hasCells(place, node.version()));
      StoredArray array = new StoredArray(header, node.version(), hasCells);
      isHeld = true;
      return Optional.of(new HeldNode(node, array, collection.arrays()));
    } finally {
      if (!isHeld) {
        node.close();
      }
    }
  }
}
