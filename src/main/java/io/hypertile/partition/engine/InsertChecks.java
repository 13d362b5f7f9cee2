package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.UnknownVariable;
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
      InsertedRows.Variable variable = each.getValue();
      GroupSchema.Placed placed = require(each.getKey(), variable.dtype());
      int axis = placed.variable().dimensions().indexOf(parts.form().axis());
      boolean isLong = axis >= 0 && axis < variable.shape().rank();
      long own = isLong ? variable.shape().length(axis) : 0;
      Shape expected = parts.variableForm().shape(placed, own);
      if (!variable.shape().equals(expected)) {
        throw PartitionFaults.lengths(
            each.getKey(),
            "has the shape %s; the schema needs %s".formatted(variable.shape(), expected));
      }
      if (isLong && count >= 0 && own != count) {
        throw PartitionFaults.lengths(
            each.getKey(), "has %d rows, while others have %d".formatted(own, count));
      }
      count = isLong ? own : count;
    }
    requireKeys(rows, count);
    requireAxis(rows, merge, count);
    return Math.max(0, count);
  }

  /** The variable of a path, whose cells are of a type. */
  GroupSchema.Placed require(String path, CellType dtype) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      throw UnknownVariable.of(ErrorCode.INVALID_SCHEMA, path, parts.variables().keySet());
    }
    if (!dtype.equals(placed.variable().dtype())) {
      throw PartitionFaults.variable(
          path,
          "has cells of %s; the schema has %s"
              .formatted(dtype.numpyName(), placed.variable().dtype().numpyName()));
    }
    return placed;
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
    if (!RowValues.isOrdered(values.dtype())) {
      throw PartitionFaults.variable(
          axis,
          "has cells of %s, which rows cannot be merged by".formatted(values.dtype().numpyName()));
    }
  }
}
