package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.DerivedArray;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.VariableFill;
import java.util.Optional;

/**
 * A variable whose nulls are what the schema declares. Documents of Zarr always have a fill value,
 * which is a value like any other where the schema declares none.
 *
 * @param cells the variable as it is stored, which this closes
 * @param blank the fill value that is declared
 */
record DeclaredVariable(CellArray cells, Optional<FillValue> blank) implements DerivedArray {
  /** A variable of a schema. */
  static CellArray of(GroupSchema.Placed placed, CellArray cells) {
    return new DeclaredVariable(cells, VariableFill.declared(placed.variable()));
  }

  @Override
  public Optional<FillValue> nulls() {
    return blank.filter(fill -> fill.dtype() instanceof DType type && !isNaN(fill, type));
  }

  /** Whether a value is the usual NaN, which is missing in any case, and stays NaN in answers. */
  private static boolean isNaN(FillValue fill, DType type) {
    return !type.isInteger() && fill.equals(FillValue.defaultOf(type));
  }
}
