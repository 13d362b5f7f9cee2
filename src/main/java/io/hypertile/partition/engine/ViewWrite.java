package io.hypertile.partition.engine;

import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowRanges;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Values of a view's variables that are written. For one thread. */
final class ViewWrite {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final RowMarks marks;
  private final PartitionsState base;
  private final List<Partition> partitions;
  private final InsertedRows values;
  private final long count;

  /**
   * Checks the values; nothing is written yet.
   *
   * @param marks of the rows of the base
   */
  ViewWrite(
      PartitionParts parts,
      RowMarks marks,
      PartitionsState base,
      List<PartitionKey> keys,
      InsertedRows values) {
    this.parts = parts;
    this.marks = marks;
    this.base = base;
    this.reading = new PartitionReading(parts);
    this.partitions = keys.stream().map(base::partition).filter(each -> each.rows() > 0).toList();
    this.values = values;
    this.count = partitions.stream().mapToLong(Partition::rows).sum();
    values.variables().forEach(this::check);
  }

  private void check(String path, InsertedRows.Variable variable) {
    GroupSchema.Placed placed = new InsertChecks(parts).require(path, variable.dtype());
    Shape expected = parts.variableForm().shape(placed, count);
    if (!variable.shape().equals(expected)) {
      throw PartitionFaults.lengths(
          path,
          "has the shape %s; the rows that it is written for need %s"
              .formatted(variable.shape(), expected));
    }
  }

  /** The changes for a state of the view. */
  PartitionCommits.Prepared<Boolean> prepare(PinnedState state) {
    return PartitionCommits.Prepared.by(
        parts.arrays().batch(),
        true,
        batch -> {
          Map<Partition, Map<String, NodeBatch.NewArray>> written = new LinkedHashMap<>();
          long start = 0;
          for (Partition each : values.variables().isEmpty() ? List.<Partition>of() : partitions) {
            written.put(each, arrays(each, RowRanges.between(start, start + each.rows()), batch));
            start += each.rows();
          }
          return new ViewGroups(parts, state, batch).changes(written);
        });
  }

  private Map<String, NodeBatch.NewArray> arrays(
      Partition partition, RowRanges rows, NodeBatch batch) {
    StorePrefix place = parts.places().partition(partition.key());
    VariableForm form = parts.variableForm();
    Map<String, NodeBatch.NewArray> arrays = new LinkedHashMap<>();
    values
        .variables()
        .forEach((path, variable) -> {
          GroupSchema.Placed placed = Objects.requireNonNull(parts.variables().get(path));
          MergedRows.Cut cut =
              new MergedRows.Cut(
                  form.shape(placed, count), reading.axis(placed), VariableForm.fill(placed, form));
          Optional<MemorySegment> cells = Optional.of(variable.cells());
          ArrayDocument document = marks.onto(form.document(placed, rows.count()), base, partition);
          MergedRows source = new MergedRows(cut, cells, rows, 0, Optional.empty());
          arrays.put(path, batch.add(place.child(path), document, source));
        });
    return arrays;
  }
}
