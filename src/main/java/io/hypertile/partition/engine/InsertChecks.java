package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.text.NearestNames;
import java.util.List;
import java.util.Map;

/**
 * Checks of what an insert brings, before anything is written (zcollection-rules.md 35, 62, 68 to
 * 71).
 *
 * @param parts of the collection
 */
record InsertChecks(PartitionParts parts) {
  /** The number of rows that an insert brings; every variable fits the schema. */
  long requireRows(InsertedRows rows, MergeStrategy merge) {
    long count = -1;
    for (Map.Entry<String, InsertedRows.Variable> each : rows.variables().entrySet()) {
      GroupSchema.Placed placed = parts.variables().get(each.getKey());
      if (placed == null) {
        throw unknown(each.getKey());
      }
      InsertedRows.Variable variable = each.getValue();
      if (!variable.dtype().equals(placed.variable().dtype())) {
        throw PartitionFaults.variable(
            each.getKey(),
            "has cells of %s; the schema has %s"
                .formatted(variable.dtype().numpyName(), placed.variable().dtype().numpyName()));
      }
      int axis = placed.variable().dimensions().indexOf(parts.form().axis());
      boolean isLong = axis >= 0 && axis < variable.shape().rank();
      long own = isLong ? variable.shape().length(axis) : 0;
      Shape expected = parts.variableForm().shape(placed, own);
      if (!variable.shape().equals(expected)) {
        throw PartitionFaults.variable(
            each.getKey(),
            "has the shape %s; the schema needs %s".formatted(variable.shape(), expected));
      }
      if (isLong && count >= 0 && own != count) {
        throw PartitionFaults.variable(
            each.getKey(), "has %d rows, while others have %d".formatted(own, count));
      }
      count = isLong ? own : count;
    }
    requireKeys(rows, count);
    requireAxis(rows, merge, count);
    return Math.max(0, count);
  }

  private void requireKeys(InsertedRows rows, long count) {
    for (String name : parts.form().partitioning().variables()) {
      if (count >= 0 && !rows.variables().containsKey(name)) {
        throw PartitionFaults.variable(name, "is missing; partitions are found by it");
      }
    }
  }

  private void requireAxis(InsertedRows rows, MergeStrategy merge, long count) {
    String axis = parts.form().axis();
    if (count <= 0 || !merge.needsAxis()) {
      return;
    }
    InsertedRows.Variable values = rows.variables().get(axis);
    if (values == null || values.shape().rank() != 1) {
      throw PartitionFaults.variable(
          axis, "is missing along the axis; rows are merged by its values");
    }
    if (!AxisColumns.isOrdered(values.dtype())) {
      throw PartitionFaults.variable(
          axis,
          "has cells of %s, which rows cannot be merged by".formatted(values.dtype().numpyName()));
    }
  }

  private ServiceException unknown(String path) {
    List<String> nearest = NearestNames.of(path, parts.variables().keySet());
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The schema has no variable \"%s\"%s; nothing was changed."
            .formatted(path, nearest.isEmpty() ? "" : "; \"" + nearest.getFirst() + "\" is near"),
        Map.of("variable", path, "nearest", nearest),
        null);
  }
}
