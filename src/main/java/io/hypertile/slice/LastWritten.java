package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.coordinate.TextValues;
import io.hypertile.ndarray.Region;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.text.Quoting;
import java.util.Optional;

/**
 * The word {@code last} as the stop of a range: the range ends with the last position that holds
 * cells, which it includes. A label of that name is the label, and so is the word in quotes.
 */
final class LastWritten {
  private static final String WORD = "last";

  private LastWritten() {}

  /** Whether a selector of an axis ends like this. */
  static boolean isAsked(Selector selector, Axis axis) {
    return selector instanceof Range range
        && range.stop().filter(stop -> isWord(stop, axis)).isPresent();
  }

  private static boolean isWord(SliceExpression.Term term, Axis axis) {
    return term instanceof Text text
        && !text.quoted()
        && text.text().equals(WORD)
        && !isLabel(axis);
  }

  private static boolean isLabel(Axis axis) {
    return switch (axis) {
      case Axis.Plain ignored -> false;
      case Axis.Scaled ignored -> false;
      case Axis.Time ignored -> false;
      case Axis.Labelled labelled ->
          labelled.labels() instanceof Labels.Text labels && labels.values().contains(WORD);
      case Axis.Listed listed ->
          listed.coordinates().about().kind() instanceof CoordinateKind.Texts
              && listed.coordinates().values() instanceof TextValues texts
              && texts.find(WORD).isPresent();
    };
  }

  /** The range as far as the axis goes. */
  static Range open(Selector selector) {
    Range range = (Range) selector;
    return new Range(range.column(), range.start(), Optional.empty(), range.step());
  }

  /**
   * The part of an open range up to the last position with cells.
   *
   * @param written the smallest box with all cells that hold something, if any do
   * @param axis number of the axis in it
   * @throws io.hypertile.error.ServiceException {@code invalid-slice} if that is nothing
   */
  static AxisSelection cut(
      AxisSelection open, Range range, Axis named, Optional<Region> written, int axis) {
    String name = Quoting.quoted(named.name());
    if (written.isEmpty()) {
      throw SliceFault.on(
          named.name(), range.column(), "No cell of the array was written, so that none is last.");
    }
    if (!(open instanceof AxisSelection.Range positions)) {
      throw SliceFault.on(
          named.name(),
          range.column(),
          "A range to the last position with cells cannot go past the end of dimension "
              + name
              + "; give its stop.");
    }
    long stop = written.get().stop(axis);
    if (positions.start() >= stop) {
      throw SliceFault.on(
          named.name(),
          range.column(),
          "The range selects nothing: on dimension "
              + name
              + " it begins at position "
              + positions.start()
              + ", and the last that holds cells is "
              + (stop - 1)
              + ".");
    }
    if (positions.step() >= stop - positions.start()) {
      return new AxisSelection.Range(positions.start(), positions.start() + 1, 1);
    }
    return new AxisSelection.Range(
        positions.start(), Math.min(positions.stop(), stop), positions.step());
  }
}
