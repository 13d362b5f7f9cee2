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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A collection in one state. */
final class OpenPartitions implements PartitionsState {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final PinnedState state;
  private final VariableReading variables;
  private final FoundPartitions found;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** Takes over one hold of the state. */
  OpenPartitions(PartitionParts parts, PinnedState state) {
    this(parts, state, new FoundPartitions());
  }

  private OpenPartitions(PartitionParts parts, PinnedState state, FoundPartitions found) {
    this.found = found;
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
    return found.find(
        key,
        own ->
            reading
                .version(state, own)
                .map(version ->
                    new Partition(own, reading.rows(state, own), ZarrNodes.version(version))));
  }

  @Override
  public Version version(List<PartitionKey> keys) {
    return found.version(keys, () -> PartitionReading.together(this, keys));
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
    return new OpenPartitions(parts, state, found);
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
