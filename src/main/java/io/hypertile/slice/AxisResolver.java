package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Binds selectors to one axis. */
final class AxisResolver {
  private final Axis axis;
  private final Reading reading;
  private final Supplier<AxisLookup> lookups;
  private @Nullable AxisLookup lookup;

  /**
   * A resolver for one selector.
   *
   * @param reading how the selector was written, for failures
   * @param lookups makes the look-up when one is needed; positions need none, and it may cost as
   *     much as the axis has labels
   */
  AxisResolver(Axis axis, Reading reading, Supplier<AxisLookup> lookups) {
    this.axis = axis;
    this.reading = reading;
    this.lookups = lookups;
  }

  private AxisLookup lookup() {
    AxisLookup made = lookup == null ? lookups.get() : lookup;
    lookup = made;
    return made;
  }

  /** The failure of a term of a kind that the axis does not take. */
  static ServiceException unfit(Term term, Axis axis, String takes) {
    return SliceFault.on(
        axis.name(),
        term.column(),
        "Dimension "
            + Quoting.quoted(axis.name())
            + " takes "
            + takes
            + ", but "
            + SliceFault.shown(term)
            + " is "
            + TermKind.of(term, axis).text()
            + ".");
  }

  /**
   * Finds the positions that a selector takes on the axis.
   *
   * @throws ServiceException {@code invalid-slice} if it takes nothing, or does not fit the axis
   */
  AxisSelection resolve(Selector selector) {
    if (axis.size() == 0) {
      return nothing(selector);
    }
    return switch (selector) {
      case Term term -> new AxisSelection.Index(cell(term));
      case Range range -> range(range);
      case TermList list -> positions(list);
      case Ellipsis ellipsis ->
          throw fault(ellipsis, "An ellipsis has no meaning for one axis; write : for all of it.");
    };
  }

  /** All of an axis without positions, which is the one thing that can be asked of it. */
  private AxisSelection nothing(Selector selector) {
    if (selector instanceof Range range && range.start().or(range::stop).isEmpty()) {
      return new AxisSelection.Range(0, 0, 1);
    }
    throw fault(
        selector, "Dimension " + named() + " has no positions yet; write : for what there is.");
  }

  private AxisSelection positions(TermList list) {
    List<Long> positions = new ArrayList<>(list.terms().size());
    for (Term term : list.terms()) {
      requireSameKind(list.terms().getFirst(), term, "all items of a list");
      positions.add(cell(term));
    }
    return new AxisSelection.Positions(List.copyOf(positions));
  }

  private AxisSelection range(Range range) {
    if (range.start().isPresent() && range.stop().isPresent()) {
      requireSameKind(range.start().get(), range.stop().get(), "both ends of a range");
    }
    Optional<Term> end = range.start().or(range::stop);
    boolean isPlaced = end.isEmpty() || end.get() instanceof Position;
    Optional<Span> span = isPlaced ? Optional.empty() : lookup().span(range);
    if (span.isPresent()) {
      return span.get().select(range, axis, lookup().extent());
    }
    long start = range.start().map(term -> bound(term, false)).orElse(0L);
    long stop = range.stop().map(term -> bound(term, true)).orElse(axis.size());
    if (start >= stop) {
      throw empty(range, start, stop);
    }
    long step = range.step().map(Position::value).orElse(1L);
    return step >= stop - start
        ? new AxisSelection.Range(start, start + 1, 1)
        : new AxisSelection.Range(start, stop, step);
  }

  private ServiceException empty(Range range, long start, long stop) {
    Optional<ServiceException> beyond = beyond(range, start, stop);
    if (beyond.isPresent()) {
      return beyond.get();
    }
    String extent = lookup().extent();
    return fault(
        range,
        "The range selects nothing: on dimension "
            + named()
            + " it comes to the positions "
            + start
            + ":"
            + stop
            + ". The stop, which is excluded, lies after the start in the axis' own direction"
            + (extent.isEmpty() ? "." : ", " + extent + ".")
            + swapped(range));
  }

  /** The failure of a range that lies past an end of the axis as a whole, if that is the cause. */
  private Optional<ServiceException> beyond(Range range, long start, long stop) {
    long size = axis.size();
    boolean past = range.start().filter(term -> isPast(term, size)).isPresent() && stop == size;
    boolean before =
        range.stop().filter(term -> term instanceof Position at && at.value() < -size).isPresent()
            && start == 0;
    return past || before
        ? Optional.of(
            fault(
                range,
                "The range selects nothing: dimension "
                    + named()
                    + " has the positions 0 to "
                    + (size - 1)
                    + ", and the range lies "
                    + (past ? "behind them." : "before them; -" + size + " is the first.")))
        : Optional.empty();
  }

  private static boolean isPast(Term term, long size) {
    return term instanceof Position position && position.value() >= size;
  }

  /** The range with its ends exchanged, if that selects something. */
  private String swapped(Range range) {
    if (range.start().isEmpty() || range.stop().isEmpty()) {
      return "";
    }
    Term start = range.stop().get();
    Term stop = range.start().get();
    try {
      if (bound(start, false) >= bound(stop, true)) {
        return "";
      }
    } catch (ServiceException e) {
      return "";
    }
    return " The other way round, " + written(start) + ":" + written(stop) + ", it selects some.";
  }

  private static String written(Term term) {
    return term instanceof Text text && text.quoted()
        ? '"' + text.text().replace("\"", "\"\"") + '"'
        : SliceFault.shown(term);
  }

  private void requireSameKind(Term first, Term other, String what) {
    TermKind one = TermKind.of(first, axis);
    TermKind two = TermKind.of(other, axis);
    if (one != two) {
      boolean point = one == TermKind.POSITION || two == TermKind.POSITION;
      throw fault(
          other,
          SliceFault.shown(other)
              + " is "
              + two.text()
              + " where "
              + SliceFault.shown(first)
              + " is "
              + one.text()
              + "; on dimension "
              + named()
              + " "
              + what
              + " are of one kind"
              + (point ? " (a number without a point is a position)." : "."));
    }
  }

  /** The position of one cell, counted from the end when it is negative. */
  private long cell(Term term) {
    if (!(term instanceof Position position)) {
      return lookup().find(term, false);
    }
    long size = axis.size();
    long at = position.value() < 0 ? position.value() + size : position.value();
    if (at < 0 || at >= size) {
      throw fault(
          position,
          "Position "
              + position.value()
              + " lies outside dimension "
              + named()
              + ", which has the positions 0 to "
              + (size - 1)
              + ", or -"
              + size
              + " to -1 from its end"
              + valueHint(position).orElse("")
              + ".");
    }
    return at;
  }

  private Optional<String> valueHint(Position position) {
    boolean takesValues =
        switch (axis) {
          case Axis.Plain ignored -> false;
          case Axis.Scaled ignored -> true;
          case Axis.Time ignored -> true;
          case Axis.Labelled labelled -> labelled.labels() instanceof Labels.Numbers;
          case Axis.Listed listed ->
              switch (listed.coordinates().about().kind()) {
                case CoordinateKind.Numbers ignored -> true;
                case CoordinateKind.Times times -> times.calendar().isReal();
                case CoordinateKind.Texts ignored -> false;
              };
        };
    if (!takesValues) {
      return Optional.empty();
    }
    Optional<String> date = dateHint(position);
    if (date.isPresent()) {
      return date;
    }
    String number = position.value() + ".0";
    return Optional.of(
        reading == Reading.ISEL
            ? "; the value is " + Reading.SEL.parameter(axis.name(), number)
            : "; a number with a point, such as " + number + ", is a value");
  }

  /** Advice for a date without hyphens, which reads as a position. */
  private Optional<String> dateHint(Position position) {
    boolean isTime = TermKind.hasTimes(axis);
    return isTime
        ? TimeForms.dateOf(
                Long.toString(position.value()),
                date -> reading == Reading.ISEL ? Reading.SEL.parameter(axis.name(), date) : date)
            .map(hint -> "; " + hint)
        : Optional.empty();
  }

  /** One end of a range; positions beyond the axis are clipped, as NumPy does. */
  private long bound(Term term, boolean stop) {
    if (!(term instanceof Position position)) {
      return lookup().find(term, stop);
    }
    long size = axis.size();
    long at = position.value() < 0 ? position.value() + size : position.value();
    return Math.clamp(at, 0L, size);
  }

  private ServiceException fault(Selector selector, String detail) {
    return SliceFault.on(axis.name(), selector.column(), detail);
  }

  private String named() {
    return Quoting.quoted(axis.name());
  }
}
