package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.NearestNames;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A collection in one state. */
final class OpenPartitions implements PartitionsState {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final PinnedState state;

  /** Takes over one hold of the state. */
  OpenPartitions(PartitionParts parts, PinnedState state) {
    this.parts = parts;
    this.reading = new PartitionReading(parts);
    this.state = state;
  }

  @Override
  public List<PartitionKey> keys(Predicate<PartitionKey> isMeant) {
    return reading.keys(state).stream().filter(isMeant).toList();
  }

  @Override
  public Partition partition(PartitionKey key) {
    ObjectVersion version =
        reading
            .version(state, key)
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.NOT_FOUND,
                    "The collection has no partition %s.".formatted(key.path()),
                    Map.of("path", key.path()),
                    null));
    return new Partition(key, reading.rows(state, key), ZarrNodes.version(version));
  }

  @Override
  public CellArray variable(String path, List<PartitionKey> keys) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      throw unknown(path);
    }
    return parts.isImmutable(placed) ? immutable(placed) : concatenated(placed, keys);
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
    if (reading.array(state, place).isPresent()) {
      return parts.arrays().find(place, state::open);
    }
    ArrayDocument document = parts.variableForm().document(placed, 1);
    return new FilledArray(placed.variable().name(), ZarrArrays.spec(placed.path(), document));
  }

  private CellArray concatenated(GroupSchema.Placed placed, List<PartitionKey> keys) {
    List<ConcatenatedParts.Part> all = new ArrayList<>();
    long rows = 0;
    for (PartitionKey key : keys) {
      Partition partition = partition(key);
      if (partition.rows() > 0) {
        StorePrefix place = parts.places().partition(key).child(placed.path());
        all.add(
            new ConcatenatedParts.Part(place, partition.version().text(), rows, partition.rows()));
        rows += partition.rows();
      }
    }
    ArrayDocument document = parts.variableForm().document(placed, Math.max(1, rows));
    ArraySpec form = ZarrArrays.spec(placed.path(), document);
    int axis = reading.axis(placed);
    List<Axis> axes = new ArrayList<>(form.axes());
    axes.set(axis, new Axis.Plain(axes.get(axis).name(), rows));
    ArraySpec spec = new ArraySpec(form.dtype(), form.fill(), axes);
    ConcatenatedParts stretches =
        new ConcatenatedParts(state.all().head(), axis, all, part -> open(part, placed));
    state.hold();
    return new ConcatenatedArray(placed.variable().name(), spec, stretches, state);
  }

  private Optional<CellReader> open(ConcatenatedParts.Part part, GroupSchema.Placed placed) {
    if (reading.array(state, part.place()).isEmpty()) {
      return Optional.empty();
    }
    try (ZarrArray array = parts.arrays().find(part.place(), state::open)) {
      Shape shape = parts.variableForm().shape(placed, part.rows());
      if (!array.spec().shape().equals(shape)
          || !array.spec().dtype().equals(placed.variable().dtype())) {
        throw new ServiceException(
            ErrorCode.CORRUPT_DATA,
            "A variable of a partition is not as the schema has it.",
            Map.of("path", part.place().text(), "shape", array.spec().shape().toList()),
            null);
      }
      return Optional.of(array.open(Region.whole(shape)));
    }
  }

  @Override
  public void close() {
    state.release();
  }
}
