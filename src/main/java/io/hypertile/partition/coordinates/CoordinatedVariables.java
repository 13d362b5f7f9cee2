package io.hypertile.partition.coordinates;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A collection in one state, whose variables have the coordinates of their axes.
 *
 * @param state the same without coordinates
 */
record CoordinatedVariables(PartitionsState state, AxisVariables axes) implements PartitionsState {
  @Override
  public List<PartitionKey> keys(Predicate<PartitionKey> isMeant) {
    return state.keys(isMeant);
  }

  @Override
  public Partition partition(PartitionKey key) {
    return state.partition(key);
  }

  @Override
  public Version version(List<PartitionKey> keys) {
    return state.version(keys);
  }

  @Override
  public CellArray variable(String path, List<PartitionKey> keys) {
    CellArray cells = state.variable(path, keys);
    boolean isBound = false;
    PartitionsState share = state.share();
    try {
      CellArray bound = axes.bind(path, cells, share, List.copyOf(keys));
      isBound = true;
      return bound;
    } finally {
      if (!isBound) {
        share.close();
        cells.close();
      }
    }
  }

  @Override
  public Optional<Version> findVersion(PartitionKey key) {
    return state.findVersion(key);
  }

  @Override
  public Optional<Partition> find(PartitionKey key) {
    return state.find(key);
  }

  /** Without coordinates: it is what is stored. */
  @Override
  public Optional<CellArray> stored(String path, PartitionKey key) {
    return state.stored(path, key);
  }

  @Override
  public PartitionMapping mapping(Map<String, String> expressions) {
    return state.mapping(expressions);
  }

  @Override
  public RowCondition condition(String text) {
    return state.condition(text);
  }

  @Override
  public PartitionsState share() {
    return new CoordinatedVariables(state.share(), axes);
  }

  @Override
  public void close() {
    state.close();
  }
}
