package io.hypertile.collection;

import io.hypertile.array.Precondition;
import io.hypertile.engine.PartitionStore;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.coordinates.PartitionCoordinates;
import io.hypertile.partition.index.IndexContent;
import io.hypertile.partition.index.IndexDescription;
import io.hypertile.partition.index.IndexName;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.index.PickedPartitions;
import io.hypertile.schema.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Indexes of partitioned collections that were found. Thread-safe. */
public final class IndexService {
  private final PartitionStore store;
  private final PartitionCoordinates coordinates;

  /**
   * The indexes of collections that a store keeps.
   *
   * @param coordinates gives variables the coordinates of their axes
   */
  public IndexService(PartitionStore store, PartitionCoordinates coordinates) {
    this.store = store;
    this.coordinates = coordinates;
  }

  /** Descriptions of all indexes, in the order of their names. */
  public List<IndexDescription> list(Collection collection) {
    return with(collection, PartitionIndexes::describeAll);
  }

  private <T> T with(Collection collection, BiFunction<PartitionIndexes, PartitionsState, T> use) {
    PartitionIndexes indexes = store.indexes(collection);
    try (PartitionsState state = store.of(collection).open()) {
      return use.apply(indexes, state);
    }
  }

  /** Builds an index; see {@link PartitionIndexes#build}. */
  public IndexDescription build(Collection collection, IndexName name, List<String> columns) {
    return with(collection, (indexes, state) -> indexes.build(name, columns, state));
  }

  /** Brings an index up to date; see {@link PartitionIndexes#refresh}. */
  public IndexDescription refresh(Collection collection, IndexName name, Precondition condition) {
    return with(collection, (indexes, state) -> indexes.refresh(name, condition, state));
  }

  /** Deletes an index; see {@link PartitionIndexes#delete}. */
  public void delete(Collection collection, IndexName name, Precondition condition) {
    store.indexes(collection).delete(name, condition);
  }

  /** Names of the columns of an index's keys. */
  public List<String> keys(Collection collection, IndexName name) {
    return store.indexes(collection).keys(name);
  }

  /** Finds rows by their keys; see {@link PartitionIndexes#lookUp}. */
  public PartitionIndexes.Found lookUp(
      Collection collection, IndexName name, Map<String, List<String>> values) {
    return with(collection, (indexes, state) -> indexes.lookUp(name, values, state));
  }

  /** The file of an index, to be closed. */
  public IndexContent open(Collection collection, IndexName name) {
    return store.indexes(collection).open(name);
  }

  /** The collection with the rows alone that an index finds, to be read. */
  public Partitions picked(
      Collection collection, IndexName name, Map<String, List<String>> values) {
    Partitions picked =
        new PickedPartitions(
            store.of(collection),
            UnaryOperator.identity(),
            store.indexes(collection),
            name,
            values);
    return coordinates.over(picked, collection.partitioned().form());
  }
}
