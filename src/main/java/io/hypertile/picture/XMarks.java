package io.hypertile.picture;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import java.util.ArrayList;
import java.util.List;

/** Marks of the axis to the right: numbers, times in ISO 8601, or labels. */
record XMarks(List<Mark> marks) {
  private static final double APART = 20;
  private static final int TIME = 90;
  private static final int NUMBER = 80;

  /**
   * A mark.
   *
   * @param place from 0 to 1
   * @param text its text
   * @param below a second line of text, may be empty
   */
  record Mark(double place, String text, String below) {}

  /** The marks of an axis whose coordinates lie between limits. */
  static XMarks of(CellsHeader header, int axis, Limits limits, ChartFrame frame) {
    CoordinateColumn column = header.coordinates().get(axis);
    Limits.Places places = limits.places(false);
    List<Mark> marks = new ArrayList<>();
    if (column.isTime()) {
      for (TimeTicks.Tick tick : TimeTicks.of(limits, (int) Math.max(2, frame.width() / TIME))) {
        marks.add(new Mark(places.of(tick.seconds()), tick.text(), tick.day().orElse("")));
      }
    } else if (column.isNumber()) {
      for (Ticks.Tick tick : Ticks.of(limits, false, (int) Math.max(2, frame.width() / NUMBER))) {
        marks.add(new Mark(places.of(tick.value()), tick.text(), ""));
      }
    } else {
      labels(header.shape().length(axis), column, places, frame, marks);
    }
    return new XMarks(marks);
  }

  /** Every label, or every few of them where there are too many to read. */
  private static void labels(
      long count,
      CoordinateColumn column,
      Limits.Places places,
      ChartFrame frame,
      List<Mark> marks) {
    double widest = 1;
    // The first labels speak for all.
    for (long n = 0; n < Math.min(count, NUMBER); n++) {
      widest = Math.max(widest, ChartFrame.width(SvgText.shortened(column.text(n))));
    }
    long most = Math.max(1, (long) (frame.width() / (widest + APART)));
    long step = Math.ceilDiv(count, most);
    for (long n = 0; n < count; n += step) {
      marks.add(new Mark(places.of(column.number(n)), SvgText.shortened(column.text(n)), ""));
    }
  }
}
