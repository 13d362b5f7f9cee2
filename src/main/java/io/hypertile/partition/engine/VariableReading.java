package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partition;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes arrays of the variables of partitions in a state.
 *
 * @param state in which the arrays are found
 */
record VariableReading(PartitionParts parts, PartitionReading reading, PinnedState state) {
  /**
   * A variable of partitions, one behind the other along the axis.
   *
   * @param partitions with their rows
   * @param version of all of them
   */
  CellArray concatenated(GroupSchema.Placed placed, List<Partition> partitions, Version version) {
    List<ConcatenatedParts.Part> all = new ArrayList<>();
    long rows = 0;
    for (Partition partition : partitions) {
      if (partition.rows() > 0) {
        StorePrefix place = parts.places().partition(partition.key()).child(placed.path());
        all.add(new ConcatenatedParts.Part(place, partition, placed.path(), rows));
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
        new ConcatenatedParts(
            state.all().head(), axis, all, chunks(placed, document), part -> open(part, placed));
    state.hold();
    return DeclaredVariable.of(
        placed, new ConcatenatedArray(placed.variable().name(), spec, version, stretches, state));
  }

  /** Shape of the chunks that are decoded one by one; empty if cells are stored as they are. */
  private static Optional<Shape> chunks(GroupSchema.Placed placed, ArrayDocument document) {
    ZarrForm form = ZarrForm.of(placed.path(), document);
    return form.isPlain() ? Optional.empty() : Optional.of(form.grid().chunkShape());
  }

  private Optional<CellReader> open(ConcatenatedParts.Part part, GroupSchema.Placed placed) {
    Optional<ZarrArray> found = reading.open(state, part.place());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (ZarrArray array = found.get()) {
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

  /** A variable of one partition as it is stored; empty if nothing is stored of it. */
  Optional<CellArray> stored(StorePrefix place) {
    return reading.open(state, place).map(CellArray.class::cast);
  }
}
