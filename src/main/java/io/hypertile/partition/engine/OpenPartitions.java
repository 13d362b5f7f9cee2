package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import io.hypertile.partition.expression.Expression;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.NearestNames;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A collection in one state. */
final class OpenPartitions implements PartitionsState {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final PinnedState state;
  private final VariableReading variables;
  private final Found known;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** Takes over one hold of the state. */
  OpenPartitions(PartitionParts parts, PinnedState state) {
    this(parts, state, new Found());
  }

  /** Partitions that were found in the state, which does not change. Thread-safe. */
  private static final class Found {
    final Map<PartitionKey, Partition> partitions = new ConcurrentHashMap<>();
    volatile @Nullable Together together;
  }

  /** Partitions that were asked for last, and their version. */
  private record Together(List<PartitionKey> keys, Version version) {}

  private OpenPartitions(PartitionParts parts, PinnedState state, Found known) {
    this.known = known;
    this.parts = parts;
    this.reading = new PartitionReading(parts);
    this.state = state;
    this.variables = new VariableReading(parts, reading, state);
  }

  @Override
  public List<PartitionKey> keys(Predicate<PartitionKey> isMeant) {
    return reading.keys(state).stream().filter(isMeant).toList();
  }

  @Override
  public Optional<Version> findVersion(PartitionKey key) {
    return reading.version(state, key).map(ZarrNodes::version);
  }

  @Override
  public Partition partition(PartitionKey key) {
    return find(key)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.NOT_FOUND,
                "The collection has no partition %s.".formatted(key.path()),
                Map.of("path", key.path()),
                null));
  }

  @Override
  public Optional<Partition> find(PartitionKey key) {
    Partition before = known.partitions.get(key);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<Partition> found =
        reading
            .version(state, key)
            .map(version ->
                new Partition(key, reading.rows(state, key), ZarrNodes.version(version)));
    found.ifPresent(each -> known.partitions.put(key, each));
    return found;
  }

  @Override
  public Version version(List<PartitionKey> keys) {
    Together last = known.together;
    if (last != null && last.keys.equals(keys)) {
      return last.version;
    }
    Version version = PartitionReading.together(this, keys);
    known.together = new Together(List.copyOf(keys), version);
    return version;
  }

  @Override
  public CellArray variable(String path, List<PartitionKey> keys) {
    GroupSchema.Placed placed = require(path);
    if (parts.isImmutable(placed)) {
      return DeclaredVariable.of(placed, immutable(placed));
    }
    List<Partition> partitions = keys.stream().map(this::partition).toList();
    return variables.concatenated(placed, partitions, version(keys));
  }

  @Override
  public Optional<CellArray> stored(String path, PartitionKey key) {
    GroupSchema.Placed placed = require(path);
    StorePrefix place = parts.places().partition(key).child(path);
    return parts.isImmutable(placed) ? Optional.empty() : variables.stored(place);
  }

  private GroupSchema.Placed require(String path) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      throw unknown(path);
    }
    return placed;
  }

  private ServiceException unknown(String path) {
    List<String> known = List.copyOf(parts.variables().keySet());
    return new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "The schema has no variable of this path; it has: %s."
            .formatted(String.join(", ", known.subList(0, Math.min(known.size(), 20)))),
        Map.of("variable", path, "nearest", NearestNames.of(path, known)),
        null);
  }

  private CellArray immutable(GroupSchema.Placed placed) {
    StorePrefix place = parts.places().immutable().child(placed.path());
    Optional<ZarrArray> found = reading.open(state, place);
    if (found.isPresent()) {
      return found.get();
    }
    ArrayDocument document = parts.variableForm().document(placed, 1);
    return new FilledArray(placed.variable().name(), ZarrArrays.spec(placed.path(), document));
  }

  /** The same state, with the partitions that were found in it. */
  @Override
  public PartitionsState share() {
    state.hold();
    return new OpenPartitions(parts, state, known);
  }

  @Override
  public PartitionMapping mapping(Map<String, String> expressions) {
    return OpenMapping.of(new NamedVariables(parts), this, expressions);
  }

  @Override
  public RowCondition condition(String text) {
    NamedVariables names = new NamedVariables(parts);
    return new OpenCondition(this, Expression.condition(text, names, names.axis()));
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      state.release();
    }
  }
}
