package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses datasets in the places of arrays, and arrays in those of datasets, which are possible
 * where groups lie in groups: what is there would be gone. Thread-safe.
 */
record NameClashes(DatasetPlaces places) {
  /**
   * Checks a new dataset with its arrays.
   *
   * @throws ServiceException {@code already-exists} if it, or a group above it, would lie where an
   *     array is, or an array of it where a dataset is
   */
  void require(PinnedState state, NewDataset dataset) {
    if (!places.isShared()) {
      return;
    }
    String name = dataset.name().text();
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      requireNoArray(state, new DatasetName(name.substring(0, slash)));
    }
    requireNoArray(state, dataset.name());
    dataset
        .arrays()
        .forEach(each -> requireNoGroup(state, dataset.name(), each.definition().name()));
  }

  /**
   * Checks datasets that are made together.
   *
   * @throws ServiceException {@code already-exists} if one, or a group above it, would lie where an
   *     array of another one is
   */
  void requireApart(List<NewDataset> datasets) {
    if (!places.isShared() || datasets.size() == 1) {
      return;
    }
    Map<String, NewDataset> arrays = new HashMap<>();
    for (NewDataset each : datasets) {
      each.arrays()
          .forEach(array -> arrays.put(each.name() + "/" + array.definition().name(), each));
    }
    for (NewDataset each : datasets) {
      String name = each.name().text();
      for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
        if (arrays.containsKey(name.substring(0, end))) {
          throw arrayThere(each.name());
        }
      }
    }
  }

  /**
   * Checks a new array of a dataset.
   *
   * @throws ServiceException {@code already-exists} if a dataset is in its place
   */
  void requireNoGroup(PinnedState state, DatasetName dataset, ArrayName array) {
    if (places.isShared()
        && find(state, places.of(dataset).child(array.text())).orElse(null)
            instanceof GroupDocument) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "A group of the hierarchy has the place of this array; choose another name, or delete"
              + " the group first.",
          Map.of("dataset", dataset.text(), "array", array.text()),
          null);
    }
  }

  private void requireNoArray(PinnedState state, DatasetName name) {
    if (find(state, places.of(name)).orElse(null) instanceof ArrayDocument) {
      throw arrayThere(name);
    }
  }

  private static ServiceException arrayThere(DatasetName name) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "An array of another dataset has this place; choose another name, or delete the array"
            + " first.",
        Map.of("dataset", name.text()),
        null);
  }

  private static Optional<NodeDocument> find(PinnedState state, StorePrefix place) {
    return TreeNodes.readable(state.all(), place);
  }
}
