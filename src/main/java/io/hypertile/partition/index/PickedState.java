package io.hypertile.partition.index;

import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import io.hypertile.partition.RowRanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A collection in one state, of which only some rows are there. */
final class PickedState implements PartitionsState {
  private final PartitionsState state;
  private final String axis;
  private final Map<PartitionKey, PartitionRows> picked;

  /**
   * Picks rows; takes the state over.
   *
   * @param axis name of the dimension that the rows lie along
   * @param rows of partitions, in their order
   */
  PickedState(PartitionsState state, String axis, List<PartitionRows> rows) {
    this.state = state;
    this.axis = axis;
    this.picked = new LinkedHashMap<>();
    rows.forEach(each -> picked.put(each.key(), each));
  }

  private PickedState(PartitionsState state, String axis, Map<PartitionKey, PartitionRows> picked) {
    this.state = state;
    this.axis = axis;
    this.picked = picked;
  }

  @Override
  public List<PartitionKey> keys(Predicate<PartitionKey> isMeant) {
    return picked.keySet().stream().filter(isMeant).toList();
  }

  @Override
  public Optional<Version> findVersion(PartitionKey key) {
    return picked.containsKey(key) ? state.findVersion(key) : Optional.empty();
  }

  @Override
  public Optional<Partition> find(PartitionKey key) {
    return Optional.ofNullable(picked.get(key))
        .flatMap(rows ->
            state.find(key).map(whole -> new Partition(key, rows.count(), whole.version())));
  }

  @Override
  public Partition partition(PartitionKey key) {
    return find(key).orElseGet(() -> state.partition(key));
  }

  @Override
  public Version version(List<PartitionKey> keys) {
    return state.version(keys);
  }

  @Override
  public CellArray variable(String path, List<PartitionKey> keys) {
    CellArray array = state.variable(path, keys);
    boolean isPicked = false;
    try {
      CellArray rows = picked(array, keys);
      isPicked = true;
      return rows;
    } finally {
      if (!isPicked) {
        array.close();
      }
    }
  }

  /** The rows that are picked of a variable; all of it where it does not span the axis. */
  private CellArray picked(CellArray array, List<PartitionKey> keys) {
    int at = array.spec().axes().stream().map(Axis::name).toList().indexOf(axis);
    if (at < 0) {
      return array;
    }
    RowRanges.Builder rows = new RowRanges.Builder();
    long before = 0;
    for (PartitionKey key : keys) {
      long first = before;
      Optional.ofNullable(picked.get(key))
          .ifPresent(found ->
              found
                  .ranges()
                  .forEach(range -> rows.add(first + range.start(), first + range.stop())));
      before += state.partition(key).rows();
    }
    return new PickedArray(array, at, rows.build());
  }

  @Override
  public Optional<CellArray> stored(String path, PartitionKey key) {
    return Optional.empty();
  }

  @Override
  public PartitionMapping mapping(Map<String, String> expressions) {
    throw ofWhole();
  }

  @Override
  public RowCondition condition(String text) {
    throw ofWhole();
  }

  private static ServiceException ofWhole() {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "Expressions are about whole partitions, and an index finds some of their rows; leave out"
            + " one of both.");
  }

  @Override
  public PartitionsState share() {
    return new PickedState(state.share(), axis, picked);
  }

  @Override
  public void close() {
    state.close();
  }
}
