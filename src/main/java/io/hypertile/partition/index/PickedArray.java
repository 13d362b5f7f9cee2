package io.hypertile.partition.index;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.partition.RowRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of an array that are picked along one axis, as an array that is only read. */
final class PickedArray implements CellArray {
  private final CellArray array;
  private final int axis;
  private final RowRanges picks;
  private final ArraySpec spec;

  /** Picks rows; takes the array over. */
  PickedArray(CellArray array, int axis, RowRanges picks) {
    this.array = array;
    this.axis = axis;
    this.picks = picks;
    List<Axis> axes = new ArrayList<>(array.spec().axes());
    axes.set(axis, new Axis.Plain(axes.get(axis).name(), picks.count()));
    this.spec = new ArraySpec(array.spec().dtype(), array.spec().fill(), axes);
  }

  @Override
  public String name() {
    return array.name();
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Optional<String> units() {
    return array.units();
  }

  @Override
  public Optional<FillValue> nulls() {
    return array.nulls();
  }

  @Override
  public Optional<FillValue> blank() {
    return array.blank();
  }

  @Override
  public Version version() {
    return array.version();
  }

  /** All of the array may be read: rows that are picked lie anywhere. */
  @Override
  public CellReader open(Region bounds) {
    CellReader reader = array.open(Region.whole(array.spec().shape()));
    return new PickedReader(reader, spec, axis, picks);
  }

  @Override
  public void letGo() {
    array.letGo();
  }

  @Override
  public void close() {
    array.close();
  }
}
