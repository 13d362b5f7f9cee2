package io.hypertile.dataset.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of single arrays. Thread-safe.
 *
 * @param isReadOnly whether all are refused
 */
record ArrayChanges(ZarrArrays arrays, DatasetPlaces places, boolean isReadOnly) {
  Version write(
      DatasetName dataset, ArrayName array, Region box, CellSource cells, Precondition condition) {
    return change(dataset, array, place -> arrays.write(place, box, cells, condition));
  }

  Version clear(DatasetName dataset, ArrayName array, Region box, Precondition condition) {
    return change(dataset, array, place -> arrays.clear(place, box, condition));
  }

  Version describe(
      DatasetName dataset,
      ArrayName array,
      Map<String, Optional<TypedValue>> changes,
      Precondition condition) {
    return change(
        dataset,
        array,
        place -> arrays.describe(place, document -> described(document, changes), condition));
  }

  private static ArrayDocument described(
      ArrayDocument document, Map<String, Optional<TypedValue>> changes) {
    TypedAttributes before = AttributesForm.read(document.attributes());
    return DefinitionForm.with(document, before.with(changes));
  }

  Version grow(DatasetName dataset, ArrayName array, Shape shape, Precondition condition) {
    return change(dataset, array, place -> arrays.grow(place, shape, condition));
  }

  Version append(Datasets.Addition addition, long count, CellSource cells, Precondition condition) {
    return change(
        addition.dataset(),
        addition.array(),
        place ->
            arrays
                .append(place, axis(place, addition.dimension()), count, cells, condition)
                .version());
  }

  private int axis(StorePrefix place, String dimension) {
    try (var array = arrays.find(place)) {
      var axes = array.spec().axes();
      for (int axis = 0; axis < axes.size(); axis++) {
        if (axes.get(axis).name().equals(dimension)) {
          return axis;
        }
      }
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The array has no dimension of this name.",
          Map.of("dimension", dimension, "known", axes.stream().map(each -> each.name()).toList()),
          null);
    }
  }

  private <T> T change(DatasetName dataset, ArrayName array, Function<StorePrefix, T> change) {
    if (isReadOnly) {
      throw DatasetFaults.onlyRead();
    }
    return DatasetFaults.meant(dataset, array, () -> change.apply(places.of(dataset, array)));
  }
}
