package io.hypertile.array;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;

/** Forms of arrays whose axes have positions only, for tests. */
public final class PlainSpec {
  private PlainSpec() {}

  /** The form of an array with Deker's fill value. */
  public static ArraySpec of(DType dtype, Shape shape) {
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(new Axis.Plain("d" + axis, shape.length(axis)));
    }
    return new ArraySpec(dtype, FillValue.defaultOf(dtype), axes);
  }
}
