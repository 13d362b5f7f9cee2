package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.TextValues;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.CodePoints;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** An axis with texts that an array gives one by one, found exactly, with case and blanks. */
final class ListedTextLookup implements AxisLookup {
  private static final int SHOWN = 5;

  private final Axis.Listed axis;
  private final TextValues texts;
  private final Lookup lookup;

  ListedTextLookup(Axis.Listed axis, TextValues texts, Lookup lookup) {
    this.axis = axis;
    this.texts = texts;
    this.lookup = lookup;
  }

  @Override
  public long find(Term term, boolean stop) {
    String wanted = text(term);
    OptionalInt found = texts.find(wanted);
    if (found.isEmpty()) {
      List<String> nearest = NearestNames.of(wanted, texts.list());
      throw SliceFault.on(
          axis.name(),
          term.column(),
          "Dimension %s has no coordinate %s.%s"
              .formatted(
                  Quoting.quoted(axis.name()),
                  Quoting.quoted(wanted),
                  nearest.isEmpty() ? some() : ""),
          nearest);
    }
    if (texts.isRepeated(found.getAsInt())) {
      throw SliceFault.repeated(axis, term, Quoting.quoted(wanted));
    }
    return found.getAsInt();
  }

  /** The first texts, where none is near to the one that was asked for. */
  private String some() {
    List<String> all = texts.list();
    String shown = all.stream().limit(SHOWN).map(Quoting::quoted).collect(Collectors.joining(", "));
    int more = all.size() - SHOWN;
    return " It has " + shown + (more > 0 ? " and " + more + " more." : ".");
  }

  private String text(Term term) {
    return switch (term) {
      case Text text -> text.text();
      case Time time -> throw needsQuotes(time, time.text());
      case Value value -> throw needsQuotes(value, value.text());
      case Position position -> throw AxisResolver.unfit(position, axis, takes());
    };
  }

  private ServiceException needsQuotes(Term term, String text) {
    return SliceFault.on(
        axis.name(),
        term.column(),
        AxisResolver.unfit(term, axis, takes()).detail()
            + " A text that reads like one stands in quotes.",
        NearestNames.of(text, texts.list()));
  }

  @Override
  public Optional<Span> span(Range range) {
    return lookup.method() == Lookup.Method.INSIDE ? Optional.of(inside(range)) : Optional.empty();
  }

  /** All between two ends along the axis; where texts have no order, the ends are on it. */
  private Span inside(Range range) {
    if (texts.order() == 0) {
      long start = range.start().map(term -> find(term, false)).orElse(0L);
      long stop = range.stop().map(term -> find(term, false)).orElse(axis.size() - 1);
      return new Span(Math.min(start, stop), Math.abs(stop - start) + 1);
    }
    Optional<String> start = range.start().map(this::text);
    Optional<String> stop = range.stop().map(this::text);
    boolean isTurned =
        start.isPresent()
            && stop.isPresent()
            && CodePoints.compare(start.get(), stop.get()) * texts.order() > 0;
    int first = (isTurned ? stop : start).map(text -> texts.first(text, false)).orElse(0);
    int end = (isTurned ? start : stop).map(text -> texts.first(text, true)).orElse(texts.count());
    return first >= end ? Span.NONE : new Span(first, end - first);
  }

  @Override
  public String takes() {
    return "positions and texts";
  }
}
