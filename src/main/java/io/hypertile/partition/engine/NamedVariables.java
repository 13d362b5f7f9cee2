package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.expression.ExpressionNames;
import io.hypertile.partition.expression.ExpressionVariable;
import io.hypertile.partition.expression.NamedAxis;
import io.hypertile.partition.schema.DimensionSchema;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PathNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Variables of the schema as expressions name them, by their paths. The length of the axis is that
 * of each partition.
 */
record NamedVariables(PartitionParts parts) implements ExpressionNames {
  @Override
  public Optional<ExpressionVariable> find(String name) {
    String path = PathNames.plain(name);
    return Optional.ofNullable(parts.variables().get(path)).map(this::variable);
  }

  ExpressionVariable variable(GroupSchema.Placed placed) {
    List<NamedAxis> axes = placed.dimensions().stream().map(NamedVariables::axis).toList();
    return new ExpressionVariable(placed.path(), placed.variable().dtype(), axes, nulls(placed));
  }

  private static NamedAxis axis(DimensionSchema dimension) {
    return new NamedAxis(dimension.name(), dimension.size());
  }

  /** The axis that is cut. */
  NamedAxis axis() {
    return axis(parts.form().root().find(parts.form().axis()).orElseThrow());
  }

  /** The declared fill value of numbers and times; truth values have no null. */
  private Optional<FillValue> nulls(GroupSchema.Placed placed) {
    CellType type = placed.variable().dtype();
    boolean isNull =
        type instanceof DType
            || type instanceof CellType.TimePoint
            || type instanceof CellType.TimeSpan;
    return isNull && !placed.variable().fill().isNull()
        ? Optional.of(VariableForm.fill(placed, parts.variableForm()))
        : Optional.empty();
  }

  @Override
  public Collection<String> names() {
    return parts.variables().keySet();
  }

  /** Opens a variable in a partition. */
  static CellReader open(PartitionsState state, PartitionKey key, ExpressionVariable variable) {
    try (CellArray array = state.variable(variable.path(), List.of(key))) {
      return array.open(Region.whole(array.spec().shape()));
    }
  }
}
