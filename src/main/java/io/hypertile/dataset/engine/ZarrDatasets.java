package io.hypertile.dataset.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.columns.ColumnFacts;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Charge;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Datasets as groups of Zarr, each with its arrays below it. A change is one commit for the state
 * that it was made for, and is made again when another one of the same dataset came first.
 */
public final class ZarrDatasets implements Datasets {
  private final DatasetParts parts;
  private final DatasetChanges changes;
  private final Supplier<Compacted> compaction;

  private ZarrDatasets(DatasetParts parts, Supplier<Compacted> compaction) {
    this.parts = parts;
    this.compaction = compaction;
    this.changes = new DatasetChanges(parts);
  }

  /**
   * A hierarchy of Zarr with the datasets of a collection.
   *
   * @param revisions states of its place
   * @param plain the arrays of these states
   * @param root the group at its top
   */
  public static ZarrDatasets tree(
      SharedRevisions revisions, ZarrArrays plain, StorePrefix root, DatasetsSchema schema) {
    DatasetPlaces places = new DatasetPlaces(root, true);
    DatasetNames names = new TreeNames(new TreeNodes(revisions.store()), places);
    DatasetParts parts =
        parts(new ArraysOf(revisions, plain), places, names, schema, ColumnFacts.none());
    return new ZarrDatasets(parts, () -> new Compacted(0, 0));
  }

  /**
   * Datasets in segments, below the top of a hierarchy of their own.
   *
   * @param revisions states, which know the names of the datasets
   * @param plain the arrays of these states
   * @param compaction closes gaps of the rows and makes space free
   * @param facts columns of the facts of the datasets
   */
  public static ZarrDatasets segments(
      SharedRevisions revisions,
      ZarrArrays plain,
      DatasetsSchema schema,
      Supplier<Compacted> compaction,
      ColumnFacts facts) {
    DatasetPlaces places = new DatasetPlaces(StorePrefix.ROOT, false);
    DatasetParts parts =
        parts(new ArraysOf(revisions, plain), places, new SharedNames(), schema, facts);
    return new ZarrDatasets(parts, compaction);
  }

  /** States of a place and its arrays. */
  private record ArraysOf(SharedRevisions revisions, ZarrArrays plain) {}

  private static DatasetParts parts(
      ArraysOf of,
      DatasetPlaces places,
      DatasetNames names,
      DatasetsSchema schema,
      ColumnFacts facts) {
    ZarrArrays arrays = of.plain().noting(new DatasetNotes());
    TreeNodes nodes = new TreeNodes(of.revisions().store());
    return new DatasetParts(
        of.revisions(),
        arrays,
        places,
        names,
        new DatasetReading(
            places,
            names,
            new DefinitionCache(),
            nodes,
            new StatisticsCache(arrays, arrays.memory(), nodes),
            facts),
        new ArrayChanges(arrays, places, schema.isReadOnly()),
        new DefinitionForm(schema),
        BoxReading.NONE);
  }

  /** The same datasets, whose boxes are read in another way. */
  public ZarrDatasets reading(BoxReading boxes) {
    return new ZarrDatasets(parts.with(boxes), compaction);
  }

  @Override
  public DatasetsState open() {
    PinnedState pinned = new PinnedState(parts.revisions().openAll());
    boolean isOpened = false;
    try {
      DatasetsState state = new ZarrDatasetsState(pinned, parts);
      isOpened = true;
      return state;
    } finally {
      if (!isOpened) {
        pinned.release();
      }
    }
  }

  @Override
  public List<Version> create(List<NewDataset> datasets, boolean isReplacing) {
    charge(datasets, isReplacing);
    return changes.create(datasets, isReplacing, Precondition.NONE);
  }

  @Override
  public Version replace(NewDataset dataset, Precondition condition) {
    charge(List.of(dataset), true);
    return changes.create(List.of(dataset), true, condition).getFirst();
  }

  /** Takes room for datasets; what they replace goes later, when nobody reads it any more. */
  private void charge(List<NewDataset> datasets, boolean isReplacing) {
    Charge charge = Charge.current();
    if (!charge.isLimited()) {
      return;
    }
    long bytes = datasets.stream().mapToLong(NewDataset::cellBytes).sum();
    long added = datasets.size();
    if (isReplacing) {
      try (DatasetsState state = open()) {
        added = datasets.stream().filter(each -> state.find(each.name()).isEmpty()).count();
      }
    }
    charge.brings(new Amount(bytes, added));
  }

  @Override
  public Version describe(
      DatasetName dataset, Map<String, Optional<TypedValue>> described, Precondition condition) {
    return changes.describe(dataset, described, condition);
  }

  @Override
  public void delete(DatasetName dataset, Precondition condition) {
    changes.delete(dataset, condition);
  }

  @Override
  public void clear() {
    changes.clear();
  }

  @Override
  public Version define(DatasetName dataset, NewDataset.NewArray array) {
    return changes.define(dataset, array);
  }

  @Override
  public Version describe(
      DatasetName dataset,
      ArrayName array,
      Map<String, Optional<TypedValue>> described,
      Precondition condition) {
    return parts.changes().describe(dataset, array, described, condition);
  }

  @Override
  public Version grow(DatasetName dataset, ArrayName array, Shape shape, Precondition condition) {
    return parts.changes().grow(dataset, array, shape, condition);
  }

  @Override
  public Version append(Addition addition, long count, CellSource cells, Precondition condition) {
    return parts.changes().append(addition, count, cells, condition);
  }

  @Override
  public void deleteArray(DatasetName dataset, ArrayName array, Precondition condition) {
    changes.deleteArray(dataset, array, condition);
  }

  @Override
  public void flush() {
    // Files of a hierarchy are changed when a change is answered.
  }

  @Override
  public Compacted compact() {
    if (parts.changes().isReadOnly()) {
      throw DatasetFaults.onlyRead();
    }
    return compaction.get();
  }
}
