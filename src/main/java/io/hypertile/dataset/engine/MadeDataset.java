package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.store.KeyChange;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * A dataset whose objects wait for a commit.
 *
 * @param group change that puts its document
 * @param arrays its arrays, in order
 */
record MadeDataset(DatasetName name, KeyChange group, List<MadeArray> arrays) {
  /**
   * An array whose objects wait for a commit.
   *
   * @param head its document
   * @param node gives the changes that put its objects
   */
  record MadeArray(StoreKey head, NodeBatch.NewArray node) {
    /** Changes that put its objects. */
    List<KeyChange> changes() {
      return node.changes();
    }
  }

  /** Takes in a dataset. */
  static MadeDataset of(NewDataset dataset, NodeBatch batch, NewDocuments documents) {
    StorePrefix place = documents.places().of(dataset.name());
    List<MadeArray> arrays = new ArrayList<>();
    for (NewDataset.NewArray array : dataset.arrays()) {
      arrays.add(array(place, array, batch, documents));
    }
    KeyChange group =
        batch.document(
            place,
            GroupForm.create(
                dataset.attributes(),
                dataset.arrays().stream().map(each -> each.definition().name()).toList()));
    return new MadeDataset(dataset.name(), group, arrays);
  }

  /** Takes in an array. */
  static MadeArray array(
      StorePrefix dataset, NewDataset.NewArray array, NodeBatch batch, NewDocuments documents) {
    StorePrefix place = dataset.child(array.definition().name().text());
    ArrayDocument document = documents.of(array.definition());
    return new MadeArray(DatasetPlaces.document(place), batch.add(place, document, array.cells()));
  }

  /** Whether it has an array in a place. */
  boolean has(StoreKey head) {
    return arrays.stream().anyMatch(each -> each.head().equals(head));
  }
}
