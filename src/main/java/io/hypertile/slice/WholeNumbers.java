package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.coordinate.TextValues;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what whole numbers mean on one axis, position or value, and refuses those that could be
 * both. Used by one thread for one selector.
 */
final class WholeNumbers {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");

  private final Axis axis;
  private final Reading reading;
  private final Lookup lookup;
  private @Nullable Set<Long> labels;

  /** A reader for one axis. */
  WholeNumbers(Axis axis, Reading reading, Lookup lookup) {
    this.axis = axis;
    this.reading = reading;
    this.lookup = lookup;
  }

  /**
   * The selector with values in place of the whole numbers that are values.
   *
   * @throws ServiceException {@code invalid-slice} if one of its terms has no meaning here, or two
   */
  Selector read(Selector selector) {
    return switch (selector) {
      case Term term -> term(term);
      case Range range ->
          new Range(
              range.column(),
              range.start().map(this::term),
              range.stop().map(this::term),
              range.step());
      case TermList list ->
          new TermList(list.column(), list.terms().stream().map(this::term).toList());
      case Ellipsis ellipsis -> ellipsis;
    };
  }

  private Term term(Term term) {
    return switch (reading) {
      case SLICE ->
          term instanceof Position position && lookup.method() != Lookup.Method.EXACT
              ? requirePosition(position)
              : term;
      case SEL -> term instanceof Position position ? named(position) : term;
      case ISEL -> {
        if (term instanceof Position) {
          yield term;
        }
        throw noPosition(term);
      }
    };
  }

  /** A whole number in a slice with a look-up method, which does not apply to positions. */
  private Term requirePosition(Position position) {
    return switch (axis) {
      case Axis.Scaled ignored -> throw besideMethod(position);
      case Axis.Labelled labelled when labelled.labels() instanceof Labels.Numbers ->
          throw besideMethod(position);
      case Axis.Labelled ignored -> position;
      case Axis.Plain ignored -> position;
      case Axis.Time time -> unambiguous(time, position);
      case Axis.Listed listed ->
          switch (listed.coordinates().about().kind()) {
            case CoordinateKind.Numbers ignored -> throw besideMethod(position);
            case CoordinateKind.Times ignored -> position;
            case CoordinateKind.Texts ignored -> position;
          };
    };
  }

  private Term named(Position position) {
    return switch (axis) {
      case Axis.Listed listed ->
          switch (listed.coordinates().about().kind()) {
            case CoordinateKind.Numbers ignored -> value(position);
            case CoordinateKind.Times ignored -> value(position);
            case CoordinateKind.Texts ignored -> unambiguous(listed, position);
          };
      case Axis.Scaled ignored -> value(position);
      case Axis.Labelled labelled ->
          switch (labelled.labels()) {
            case Labels.Numbers ignored -> value(position);
            case Labels.Text text -> unambiguous(text.values(), position);
          };
      case Axis.Plain ignored -> position;
      case Axis.Time time -> unambiguous(time, position);
    };
  }

  private static Value value(Position position) {
    return new Value(position.column(), (double) position.value(), Long.toString(position.value()));
  }

  /** On a time axis a number is a position, unless it is a Unix timestamp on the axis as well. */
  private Term unambiguous(Axis.Time time, Position position) {
    boolean timestamp =
        time.start() instanceof Axis.Start.At(Instant start)
            && RegularGrid.of(start, time.step(), time.size())
                .spans(BigDecimal.valueOf(position.value()));
    if (timestamp) {
      throw ambiguous(
          position, "the Unix timestamp of a time on it", position.value() + ".0", "timestamp");
    }
    return position;
  }

  /** Among texts a number is a position, unless one of them reads the same. */
  private Term unambiguous(Axis.Listed listed, Position position) {
    String text = Long.toString(position.value());
    if (listed.coordinates().values() instanceof TextValues texts && texts.find(text).isPresent()) {
      throw ambiguous(position, "the text that reads so", "\"" + text + "\"", "text");
    }
    return position;
  }

  /** Among text labels a number is a position, unless a label reads the same. */
  private Term unambiguous(List<String> texts, Position position) {
    if (wholeLabels(texts).contains(position.value())) {
      throw ambiguous(position, "the label of that text", "\"" + position.value() + "\"", "label");
    }
    return position;
  }

  private Set<Long> wholeLabels(List<String> texts) {
    Set<Long> known = labels;
    if (known == null) {
      known = new HashSet<>();
      for (String text : texts) {
        if (WHOLE.matcher(text).matches()) {
          known.add(Long.parseLong(text));
        }
      }
      labels = known;
    }
    return known;
  }

  private ServiceException ambiguous(Position position, String other, String written, String kind) {
    String number = Long.toString(position.value());
    return fault(
        position,
        number
            + " could be a position of dimension "
            + named()
            + " or "
            + other
            + "; write "
            + written
            + " for the "
            + kind
            + ", "
            + Reading.ISEL.parameter(axis.name(), number)
            + " for the position.");
  }

  private ServiceException besideMethod(Position position) {
    String name = axis.name();
    return fault(
        position,
        position.value()
            + " on dimension "
            + named()
            + " is a position, as whole numbers of a slice are, to which method="
            + lookup.method().text()
            + " does not apply; write "
            + position.value()
            + ".0 for the value. Positions go without a method, or by name, as in "
            + Reading.ISEL.parameter(name, Long.toString(position.value()))
            + " in place of slice.");
  }

  private ServiceException noPosition(Term term) {
    String shown = SliceFault.shown(term);
    return fault(
        term,
        Reading.ISEL.text()
            + " takes positions of dimension "
            + named()
            + ", which are whole numbers, and "
            + shown
            + " is "
            + TermKind.of(term, axis).text()
            + (axis instanceof Axis.Plain
                ? "."
                : "; write " + Reading.SEL.parameter(axis.name(), shown) + "."));
  }

  private ServiceException fault(Term term, String detail) {
    return SliceFault.on(axis.name(), term.column(), detail);
  }

  private String named() {
    return Quoting.quoted(axis.name());
  }
}
