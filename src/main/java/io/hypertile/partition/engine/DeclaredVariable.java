package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
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
record DeclaredVariable(CellArray cells, Optional<FillValue> blank) implements CellArray {
  /** A variable of a schema. */
  static CellArray of(GroupSchema.Placed placed, CellArray cells) {
    return new DeclaredVariable(cells, VariableFill.declared(placed.variable()));
  }

  @Override
  public String name() {
    return cells.name();
  }

  @Override
  public ArraySpec spec() {
    return cells.spec();
  }

  @Override
  public Optional<String> units() {
    return cells.units();
  }

  @Override
  public Optional<FillValue> nulls() {
    return blank.filter(fill -> fill.dtype() instanceof DType type && !isNaN(fill, type));
  }

  /** Whether a value is the usual NaN, which is missing in any case, and stays NaN in answers. */
  private static boolean isNaN(FillValue fill, DType type) {
    return !type.isInteger() && fill.equals(FillValue.defaultOf(type));
  }

  @Override
  public Version version() {
    return cells.version();
  }

  @Override
  public boolean isQuick() {
    return cells.isQuick();
  }

  @Override
  public boolean mayHoldCells(Region box) {
    return cells.mayHoldCells(box);
  }

  @Override
  public <T> Optional<T> document(Class<T> type) {
    return cells.document(type);
  }

  @Override
  public CellReader open(Region bounds) {
    return cells.open(bounds);
  }

  @Override
  public Version write(Region box, CellSource source, Precondition condition) {
    return cells.write(box, source, condition);
  }

  @Override
  public Version clear(Region box, Precondition condition) {
    return cells.clear(box, condition);
  }

  @Override
  public void letGo() {
    cells.letGo();
  }

  @Override
  public void close() {
    cells.close();
  }
}
