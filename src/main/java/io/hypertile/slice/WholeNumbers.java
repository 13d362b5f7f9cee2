package io.hypertile.slice;

import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Dimension;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
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

  private final Dimension dimension;
  private final ArrayHeader header;
  private final Reading reading;
  private final Lookup lookup;
  private @Nullable Set<Long> labels;

  /**
   * A reader for one axis.
   *
   * @param header the array's attributes, which may hold the start of a time axis
   */
  WholeNumbers(Dimension dimension, ArrayHeader header, Reading reading, Lookup lookup) {
    this.dimension = dimension;
    this.header = header;
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
    return switch (dimension) {
      case Dimension.Scaled ignored -> throw besideMethod(position);
      case Dimension.Labelled labelled when labelled.labels() instanceof Dimension.Labels.Numbers ->
          throw besideMethod(position);
      case Dimension.Labelled ignored -> position;
      case Dimension.Plain ignored -> position;
      case Dimension.Time time -> unambiguous(time, position);
    };
  }

  private Term named(Position position) {
    return switch (dimension) {
      case Dimension.Scaled ignored -> value(position);
      case Dimension.Labelled labelled ->
          switch (labelled.labels()) {
            case Dimension.Labels.Numbers ignored -> value(position);
            case Dimension.Labels.Text text -> unambiguous(text.values(), position);
          };
      case Dimension.Plain ignored -> position;
      case Dimension.Time time -> unambiguous(time, position);
    };
  }

  private static Value value(Position position) {
    return new Value(position.column(), (double) position.value(), Long.toString(position.value()));
  }

  /** On a time axis a number is a position, unless it is a Unix timestamp on the axis as well. */
  private Term unambiguous(Dimension.Time time, Position position) {
    boolean timestamp =
        TimeAxisStart.find(time, header)
            .map(start -> RegularGrid.of(start, time.step(), time.size()))
            .filter(grid -> grid.spans(BigDecimal.valueOf(position.value())))
            .isPresent();
    if (timestamp) {
      throw ambiguous(
          position, "the Unix timestamp of a time on it", position.value() + ".0", "timestamp");
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
            + Reading.ISEL.parameter(dimension.name(), number)
            + " for the position.");
  }

  private ServiceException besideMethod(Position position) {
    String name = dimension.name();
    return fault(
        position,
        position.value()
            + " on dimension "
            + named()
            + " is a position, as whole numbers of a slice are, and positions have no nearest ones;"
            + " write "
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
            + TermKind.of(term, dimension).text()
            + (dimension instanceof Dimension.Plain
                ? "."
                : "; write " + Reading.SEL.parameter(dimension.name(), shown) + "."));
  }

  private ServiceException fault(Term term, String detail) {
    return SliceFault.on(dimension.name(), term.column(), detail);
  }

  private String named() {
    return Quoting.quoted(dimension.name());
  }
}
