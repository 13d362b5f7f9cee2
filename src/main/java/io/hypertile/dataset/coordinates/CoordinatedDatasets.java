package io.hypertile.dataset.coordinates;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Datasets whose arrays are found with the coordinates of their axes.
 *
 * @param datasets the same without coordinates
 * @param owner stands for them in the cache
 * @param cache coordinates that were read
 */
record CoordinatedDatasets(Datasets datasets, String owner, CoordinateCache cache)
    implements Datasets {
  @Override
  public DatasetsState open() {
    return new CoordinatedState(datasets.open(), new AxisBinding(datasets, owner, cache));
  }

  @Override
  public List<Version> create(List<NewDataset> made, boolean isReplacing) {
    return datasets.create(made, isReplacing);
  }

  @Override
  public Version replace(NewDataset dataset, Precondition condition) {
    return datasets.replace(dataset, condition);
  }

  @Override
  public Version describe(
      DatasetName dataset, Map<String, Optional<TypedValue>> changes, Precondition condition) {
    return datasets.describe(dataset, changes, condition);
  }

  @Override
  public void delete(DatasetName dataset, Precondition condition) {
    datasets.delete(dataset, condition);
  }

  @Override
  public void clear() {
    datasets.clear();
  }

  @Override
  public Version define(DatasetName dataset, NewDataset.NewArray array) {
    return datasets.define(dataset, array);
  }

  @Override
  public Version describe(
      DatasetName dataset,
      ArrayName array,
      Map<String, Optional<TypedValue>> changes,
      Precondition condition) {
    return datasets.describe(dataset, array, changes, condition);
  }

  @Override
  public Version grow(DatasetName dataset, ArrayName array, Shape shape, Precondition condition) {
    return datasets.grow(dataset, array, shape, condition);
  }

  @Override
  public Version append(Addition addition, long count, CellSource cells, Precondition condition) {
    return datasets.append(addition, count, cells, condition);
  }

  @Override
  public void deleteArray(DatasetName dataset, ArrayName array, Precondition condition) {
    datasets.deleteArray(dataset, array, condition);
  }

  @Override
  public void flush() {
    datasets.flush();
  }

  @Override
  public Compacted compact() {
    return datasets.compact();
  }
}
