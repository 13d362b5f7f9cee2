package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import io.hypertile.partition.expression.Expression;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.zarr.ArrayDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The partitions of a base with the variables of a view, each in one state. Groups of the view that
 * the base has no partition for are passed over.
 */
final class OverlaidPartitions implements PartitionsState {
  private final PartitionParts parts;
  private final NamedVariables names;
  private final RowMarks marks;
  private final PartitionReading reading;
  private final PartitionsState base;
  private final PinnedState state;
  private final VariableReading variables;
  private final FoundPartitions found;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * Takes over the state of the base, and one hold of that of the view.
   *
   * @param parts of the view
   * @param names of the variables of both
   * @param marks of the rows of the base
   */
  OverlaidPartitions(
      PartitionParts parts,
      NamedVariables names,
      RowMarks marks,
      PartitionsState base,
      PinnedState state) {
    this.parts = parts;
    this.names = names;
    this.marks = marks;
    this.reading = new PartitionReading(parts);
    this.base = base;
    this.state = state;
    this.variables = new VariableReading(parts, reading, state);
    this.found = new FoundPartitions();
  }

  /** The same state, with the partitions that were found in it. */
  private OverlaidPartitions(OverlaidPartitions other) {
    this.parts = other.parts;
    this.names = other.names;
    this.marks = other.marks;
    this.reading = other.reading;
    this.base = other.base.share();
    this.state = other.state;
    this.variables = other.variables;
    this.found = other.found;
  }

  @Override
  public List<PartitionKey> keys(Predicate<PartitionKey> isMeant) {
    return base.keys(isMeant);
  }

  @Override
  public Optional<Version> findVersion(PartitionKey key) {
    return base.findVersion(key).map(version -> version(key, version));
  }

  @Override
  public Partition partition(PartitionKey key) {
    return find(key).orElseGet(() -> base.partition(key));
  }

  @Override
  public Optional<Partition> find(PartitionKey key) {
    return found.find(key, own -> base.find(own).map(this::overlaid));
  }

  private Partition overlaid(Partition partition) {
    PartitionKey key = partition.key();
    return new Partition(key, partition.rows(), version(key, partition.version()));
  }

  /** A version that changes with the partition of the base, and with that of the view. */
  private Version version(PartitionKey key, Version ofBase) {
    return reading
        .version(state, key)
        .map(own -> Version.digest(ofBase.text() + '\n' + own.text()))
        .orElse(ofBase);
  }

  @Override
  public Version version(List<PartitionKey> keys) {
    return found.version(keys, () -> PartitionReading.together(this, keys));
  }

  @Override
  public CellArray variable(String path, List<PartitionKey> keys) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      return base.variable(path, keys);
    }
    List<Partition> partitions = new ArrayList<>();
    for (PartitionKey key : keys) {
      Partition partition = partition(key);
      requireSameRows(placed, partition);
      partitions.add(partition);
    }
    return variables.concatenated(placed, partitions, version(keys));
  }

  /** Refuses values that were written for other rows than there are by now. */
  private void requireSameRows(GroupSchema.Placed placed, Partition partition) {
    PartitionKey key = partition.key();
    Optional<ArrayDocument> document = reading.array(state, key, placed.path());
    if (document.isEmpty()) {
      return;
    }
    Shape expected = parts.variableForm().shape(placed, partition.rows());
    if (!document.get().grid().shape().equals(expected)) {
      throw stale(
          key,
          placed,
          "has %d rows, and %s of the view was written when it had another number"
              .formatted(partition.rows(), placed.path()));
    }
    if (!marks.isOf(document.get(), base, key)) {
      throw stale(
          key,
          placed,
          "has other rows than when %s of the view was written, though as many"
              .formatted(placed.path()));
    }
  }

  private static ServiceException stale(
      PartitionKey key, GroupSchema.Placed placed, String reason) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The partition %s of the base %s; write it again, or leave the variable or the partition out."
            .formatted(key.path(), reason),
        Map.of("path", key.path(), "variable", placed.path()),
        null);
  }

  @Override
  public Optional<CellArray> stored(String path, PartitionKey key) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      return base.stored(path, key);
    }
    requireSameRows(placed, partition(key));
    return variables.stored(parts.places().partition(key).child(path));
  }

  @Override
  public PartitionsState share() {
    state.hold();
    return new OverlaidPartitions(this);
  }

  @Override
  public PartitionMapping mapping(Map<String, String> expressions) {
    return OpenMapping.of(names, this, expressions);
  }

  @Override
  public RowCondition condition(String text) {
    return new OpenCondition(this, Expression.condition(text, names, names.axis()));
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      try (PartitionsState closing = base) {
        state.release();
      }
    }
  }
}
