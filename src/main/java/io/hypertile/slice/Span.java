package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.text.Quoting;
import java.math.BigInteger;

/**
 * Stretch of an axis, in its own direction.
 *
 * @param start first position, on the axis
 * @param count number of positions, 0 for none; those past the end of an axis with a period
 *     continue at position 0
 */
record Span(long start, long count) {
  /** No position at all. */
  static final Span NONE = new Span(0, 0);

  /** Most positions of a range past the end: as a slice by position they stand one by one. */
  private static final long MOST_WRAPPED = 1_000_000;

  /** Those of the positions from one to another (both included) that an axis without period has. */
  static Span clipped(BigInteger first, BigInteger last, long size) {
    BigInteger low = first.max(BigInteger.ZERO);
    BigInteger high = last.min(BigInteger.valueOf(size - 1));
    return low.compareTo(high) > 0
        ? NONE
        : new Span(low.longValueExact(), high.subtract(low).longValueExact() + 1);
  }

  /**
   * Takes every so many of the positions as the range says.
   *
   * @param range the range that the positions are of
   * @param extent extent of the axis, for failures, empty or like {@code from 90.0 to -90.0}
   * @throws io.hypertile.error.ServiceException {@code invalid-slice} if there are none, or too
   *     many past the end of the axis
   */
  AxisSelection select(Range range, Axis axis, String extent) {
    String named = Quoting.quoted(axis.name());
    if (count == 0) {
      throw SliceFault.on(
          axis.name(),
          range.column(),
          "The range selects nothing: no position of dimension "
              + named
              + (extent.isEmpty() ? "" : ", which runs " + extent + ",")
              + " lies within it.");
    }
    long step = Math.min(range.step().map(Position::value).orElse(1L), count);
    long taken = Math.ceilDiv(count, step);
    long left = axis.size() - start;
    if (taken == 1) {
      return new AxisSelection.Range(start, start + 1, 1);
    }
    if (count <= left || taken <= Math.ceilDiv(left, step)) {
      return new AxisSelection.Range(start, start + Math.min(count, left), step);
    }
    if (taken > MOST_WRAPPED) {
      throw SliceFault.on(
          axis.name(),
          range.column(),
          "The range runs past the end of dimension %s and takes %d positions; more than %d are asked for as two ranges, one up to the end and one from the beginning."
              .formatted(named, taken, MOST_WRAPPED));
    }
    return new AxisSelection.Wrapped(start, taken, step, axis.size());
  }
}
