package io.hypertile.partition.schema;

import java.util.OptionalLong;

/** Sizes of the cells of rows. */
public final class RowSizes {
  private RowSizes() {}

  /** Bytes of the cells that one row has in all variables that span the axis. */
  public static long ofRow(PartitionedForm form) {
    long bytes = 0;
    for (GroupSchema.Placed placed : form.root().placed()) {
      if (!placed.variable().isImmutable(form.axis())) {
        long own = placed.variable().dtype().size();
        for (DimensionSchema dimension : placed.dimensions()) {
          boolean isAxis = dimension.name().equals(form.axis());
          own = saturated(own, isAxis ? OptionalLong.of(1) : dimension.size());
        }
        bytes = own > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + own;
      }
    }
    return bytes;
  }

  private static long saturated(long bytes, OptionalLong length) {
    long high = Math.multiplyHigh(bytes, length.orElse(1));
    long product = bytes * length.orElse(1);
    return high == 0 && product >= 0 ? product : Long.MAX_VALUE;
  }
}
