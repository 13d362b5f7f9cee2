package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.NumberValues;
import io.hypertile.coordinate.SortedKeys;
import io.hypertile.coordinate.TextValues;
import io.hypertile.coordinate.TimeValues;

/** Order of the values along axes, on which the meaning of ranges of values depends. */
public final class ValueOrder {
  private ValueOrder() {}

  /**
   * Whether the numbers or times of an axis neither rise nor fall throughout, so that a range of
   * values is no range of positions. Reads the coordinates of the axis if nobody has yet.
   */
  public static boolean isMissing(Axis axis) {
    return axis instanceof Axis.Listed listed
        && switch (listed.coordinates().values()) {
          case NumberValues numbers -> numbers.sorted().order() == SortedKeys.Order.NONE;
          case TimeValues times -> times.sorted().order() == SortedKeys.Order.NONE;
          case TextValues ignored -> false;
        };
  }
}
