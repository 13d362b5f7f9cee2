package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PathNames;
import io.hypertile.partition.schema.UnknownVariable;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An update (zcollection-rules.md 99 to 101, 122): variables are made of expressions over the
 * partition that they are in, encoded, and all partitions are committed as one. For one thread.
 */
final class PartitionUpdate {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final Predicate<PartitionKey> isMeant;
  private final Precondition condition;
  private final ExpressedVariables variables;

  /** Checks variables and expressions; nothing is read yet. */
  PartitionUpdate(
      PartitionParts parts,
      Map<String, String> texts,
      Predicate<PartitionKey> isMeant,
      Precondition condition) {
    this.parts = parts;
    this.reading = new PartitionReading(parts);
    this.isMeant = isMeant;
    this.condition = condition;
    this.variables =
        new ExpressedVariables(
            parts, new NamedVariables(parts), texts, name -> target(parts, name));
  }

  private static GroupSchema.Placed target(PartitionParts parts, String name) {
    String path = PathNames.plain(name);
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      throw UnknownVariable.of(ErrorCode.INVALID_REQUEST, path, parts.variables().keySet());
    }
    if (parts.isImmutable(placed)) {
      throw PartitionFaults.variable(
          path, "is the same for all partitions; insert it to replace it");
    }
    if (parts.form().partitioning().variables().contains(path)) {
      throw PartitionFaults.variable(
          path, "tells the partition of each row; insert rows with other keys and drop these");
    }
    return placed;
  }

  /** The changes for a state; empty where no partition is meant. */
  PartitionCommits.Prepared<List<PartitionKey>> prepare(PinnedState state) {
    state.hold();
    try (OpenPartitions open = new OpenPartitions(parts, state)) {
      List<PartitionKey> keys = open.keys(isMeant);
      reading.require(condition, state, keys);
      return PartitionCommits.Prepared.by(
          parts.arrays().batch(), keys, batch -> changes(open, state, keys, batch));
    }
  }

  private List<HeadChange> changes(
      OpenPartitions open, PinnedState state, List<PartitionKey> keys, NodeBatch batch) {
    Map<PartitionKey, Map<String, NodeBatch.NewArray>> written = new LinkedHashMap<>();
    keys.forEach(key ->
        written.put(
            key, variables.arrays(open, open.partition(key), batch, UnaryOperator.identity())));
    batch.finish();
    List<HeadChange> changes = new ArrayList<>();
    written.forEach((key, arrays) -> changes.add(change(state, key, arrays, batch)));
    return changes;
  }

  /**
   * Replaces the arrays; the partition's own document is put again, which makes it a new version.
   */
  private HeadChange change(
      PinnedState state,
      PartitionKey key,
      Map<String, NodeBatch.NewArray> arrays,
      NodeBatch batch) {
    StorePrefix place = parts.places().partition(key);
    GroupChanges groups = new GroupChanges(parts, batch);
    List<KeyChange> changes = groups.arrays(state, place, arrays);
    groups.within(place, Optional.of(key), arrays.keySet()).stream()
        .filter(change ->
            change.key().equals(PartitionPlaces.document(place))
                || state.all().find(change.key()).isEmpty())
        .forEach(changes::add);
    return new HeadChange(PartitionPlaces.document(place), reading.version(state, key), changes);
  }
}
