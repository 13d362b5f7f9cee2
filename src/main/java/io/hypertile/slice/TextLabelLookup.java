package io.hypertile.slice;

import io.hypertile.array.Axis;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An axis with text labels, found exactly, with case and blanks (deker-rules.md 150 and 151). */
final class TextLabelLookup implements AxisLookup {
  /** A map pays from the third look-up on; a selector without a list has two at most. */
  private static final int SCANS = 2;

  private static final int SHOWN = 5;

  private final Axis axis;
  private final List<String> labels;
  private final Lookup lookup;
  private int finds;
  private @Nullable Map<String, Integer> index;

  TextLabelLookup(Axis axis, List<String> labels, Lookup lookup) {
    this.axis = axis;
    this.labels = labels;
    this.lookup = lookup;
  }

  @Override
  public long find(Term term, boolean stop) {
    return switch (term) {
      case Text text -> find(text);
      case Time time -> throw needsQuotes(time, time.text());
      case Value value -> throw needsQuotes(value, value.text());
      case Position position -> throw AxisResolver.unfit(position, axis, takes());
    };
  }

  private long find(Text text) {
    int position = finds++ < SCANS ? labels.indexOf(text.text()) : indexed(text.text());
    if (position < 0) {
      List<String> nearest = NearestNames.of(text.text(), labels);
      throw SliceFault.on(
          axis.name(),
          text.column(),
          "Dimension "
              + Quoting.quoted(axis.name())
              + " has no label "
              + Quoting.quoted(text.text())
              + "."
              + (nearest.isEmpty() ? some() : ""),
          nearest);
    }
    return position;
  }

  @Override
  public Optional<Span> span(Range range) {
    return lookup.method() == Lookup.Method.INSIDE ? Optional.of(inside(range)) : Optional.empty();
  }

  /** All between two ends along the axis; where texts have no order, the ends are labels. */
  private Span inside(Range range) {
    int order = TextOrder.of(labels);
    if (order == 0) {
      long start = range.start().map(term -> find(term, false)).orElse(0L);
      long stop = range.stop().map(term -> find(term, false)).orElse(labels.size() - 1L);
      return new Span(Math.min(start, stop), Math.abs(stop - start) + 1);
    }
    Optional<String> start = range.start().map(this::text);
    Optional<String> stop = range.stop().map(this::text);
    boolean isTurned =
        start.isPresent()
            && stop.isPresent()
            && CodePoints.compare(start.get(), stop.get()) * order > 0;
    TextOrder sorted = new TextOrder(labels, order);
    int first = (isTurned ? stop : start).map(sorted::atOrAfter).orElse(0);
    int end = (isTurned ? start : stop).map(sorted::after).orElse(labels.size());
    return first >= end ? Span.NONE : new Span(first, end - first);
  }

  private String text(Term term) {
    return switch (term) {
      case Text text -> text.text();
      case Time time -> throw needsQuotes(time, time.text());
      case Value value -> throw needsQuotes(value, value.text());
      case Position position -> throw AxisResolver.unfit(position, axis, takes());
    };
  }

  /** The first labels, where none is near to the one that was asked for. */
  private String some() {
    String shown =
        labels.stream().limit(SHOWN).map(Quoting::quoted).collect(Collectors.joining(", "));
    int more = labels.size() - SHOWN;
    return " It has " + shown + (more > 0 ? " and " + more + " more." : ".");
  }

  private int indexed(String label) {
    Map<String, Integer> known = index;
    if (known == null) {
      known = HashMap.newHashMap(labels.size());
      for (int position = 0; position < labels.size(); position++) {
        known.put(labels.get(position), position);
      }
      index = known;
    }
    return known.getOrDefault(label, -1);
  }

  private ServiceException needsQuotes(Term term, String text) {
    return SliceFault.on(
        axis.name(),
        term.column(),
        AxisResolver.unfit(term, axis, takes()).detail()
            + " A label that reads like one stands in quotes.",
        NearestNames.of(text, labels));
  }

  @Override
  public String takes() {
    return "positions and labels";
  }
}
