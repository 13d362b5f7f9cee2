package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the document whose version stands for an object: that of the nearest node around it.
 *
 * @param tree the objects
 */
record Heads(ObjectTree tree) {
  /** The document of the collection. */
  StoreKey root() {
    return tree.root().key(NodeDocument.NAME);
  }

  /** The places around an object, from the nearest on, without that of the collection. */
  List<StorePrefix> around(StoreKey key) {
    List<StorePrefix> around = new ArrayList<>();
    for (StorePrefix place = key.parent();
        place.isWithin(tree.root()) && !place.equals(tree.root());
        place = place.parent()) {
      around.add(place);
    }
    return around;
  }

  /**
   * The document that changes with an object.
   *
   * @throws S3Failure if the object belongs to an array of format 2, which is only read
   */
  StoreKey of(ReadableObjects state, StoreKey key) {
    if (TreeRules.isNode(key)) {
      return key;
    }
    for (StorePrefix place : around(key)) {
      StoreKey document = place.key(NodeDocument.NAME);
      if (state.find(document).isPresent()) {
        return document;
      }
      if (state.find(place.key(ZarrV2.ARRAY)).isPresent()) {
        throw new S3Failure(
            S3Code.ACCESS_DENIED, "Arrays of Zarr format 2 are only read; nothing was changed.");
      }
    }
    return root();
  }
}
