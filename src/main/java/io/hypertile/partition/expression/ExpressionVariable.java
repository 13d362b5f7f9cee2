package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import java.util.List;
import java.util.Optional;

/**
 * A variable that expressions may name. Immutable.
 *
 * @param path by which it is named
 * @param type of its cells
 * @param axes its dimensions, in order
 * @param nulls the declared fill value, whose cells are null; empty without one
 */
public record ExpressionVariable(
    String path, CellType type, List<NamedAxis> axes, Optional<FillValue> nulls) {
  public ExpressionVariable {
    axes = List.copyOf(axes);
  }
}
