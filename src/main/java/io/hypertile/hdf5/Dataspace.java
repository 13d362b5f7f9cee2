package io.hypertile.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a dataset, message versions 1 and 2 (HDF5 file format, section IV.A.2.b).
 *
 * @param shape lengths of the axes; rank 0 for a scalar
 * @param isNull whether the dataset has no elements at all, not even one
 * @param maximum greatest lengths of the axes, {@link #UNLIMITED} for those without one
 */
record Dataspace(Shape shape, boolean isNull, List<Long> maximum) {
  static final long UNLIMITED = -1;
  private static final int MOST_AXES = 32;

  static Dataspace parse(Fields fields) {
    int version = fields.u8();
    int rank = fields.u8();
    int flags = fields.u8();
    boolean isNull = false;
    if (version == 1) {
      fields.skip(5);
    } else if (version == 2) {
      isNull = fields.u8() == 2;
    } else {
      throw fields.corrupt("dataspace version " + version);
    }
    if (rank > MOST_AXES) {
      throw fields.corrupt(rank + " axes");
    }
    long[] lengths = new long[rank];
    long cells = 1;
    for (int axis = 0; axis < rank; axis++) {
      lengths[axis] = fields.length();
      long length = Math.max(lengths[axis], 1);
      if (cells > Long.MAX_VALUE / 32 / length) {
        throw fields.corrupt("a shape of 2^58 cells or more");
      }
      cells *= length;
    }
    Shape shape = Shape.of(lengths);
    return new Dataspace(shape, isNull, (flags & 1) == 0 ? shape.toList() : maximum(fields, shape));
  }

  private static List<Long> maximum(Fields fields, Shape shape) {
    List<Long> maximum = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      long length = fields.i64();
      if (length != UNLIMITED && length < shape.length(axis)) {
        throw fields.corrupt("axis " + axis + " is longer than it may be");
      }
      maximum.add(length);
    }
    return List.copyOf(maximum);
  }

  /** Whether an axis may grow. */
  boolean isExtendable() {
    return !maximum.equals(shape.toList());
  }
}
