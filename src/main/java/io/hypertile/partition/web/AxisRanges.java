package io.hypertile.partition.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of values along the axis that is cut, as conditions of rows: partitions lie behind each
 * other in the order of their paths, so that values along the axis need not rise throughout.
 */
final class AxisRanges {
  private AxisRanges() {}

  /**
   * A range as a condition, and what else is selected.
   *
   * @param condition of rows
   * @param others the query without the range
   */
  record Split(String condition, SelectionQuery others) {}

  /** The range of a query; empty if it has no range, or one that cannot be a condition. */
  static Optional<Split> find(SelectionQuery query, String axis) {
    if (!query.lookup().equals(Lookup.EXACT)) {
      return Optional.empty();
    }
    if (query.slice().isPresent()) {
      return condition(query.slice().get().selectors().getFirst(), axis, Reading.SLICE)
          .map(text -> new Split(text, with(query, List.of())));
    }
    for (NamedSelector named : query.named()) {
      if (named.name().equals(axis) && named.reading() == Reading.SEL) {
        List<NamedSelector> others = new ArrayList<>(query.named());
        others.remove(named);
        return condition(named.selector(), axis, named.reading())
            .map(text -> new Split(text, with(query, others)));
      }
    }
    return Optional.empty();
  }

  private static SelectionQuery with(SelectionQuery query, List<NamedSelector> named) {
    return new SelectionQuery(
        Optional.empty(), List.copyOf(named), query.lookup(), query.isExact());
  }

  private static Optional<String> condition(Selector selector, String axis, Reading reading) {
    if (!(selector instanceof Range range) || range.step().isPresent()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    if (range.start().isPresent()) {
      Optional<String> start = literal(range.start().get(), reading);
      if (start.isEmpty()) {
        return Optional.empty();
      }
      parts.add("`" + axis + "` >= " + start.get());
    }
    if (range.stop().isPresent()) {
      Optional<String> stop = literal(range.stop().get(), reading);
      if (stop.isEmpty()) {
        return Optional.empty();
      }
      parts.add("`" + axis + "` < " + stop.get());
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", parts));
  }

  /** A term as expressions write it; empty for whole numbers, which are positions in a slice. */
  private static Optional<String> literal(Term term, Reading reading) {
    return switch (term) {
      case SliceExpression.Time time -> Optional.of("'" + time.text() + "'");
      case SliceExpression.Value value -> Optional.of(value.text());
      case SliceExpression.Position position ->
          Optional.of(Long.toString(position.value())).filter(text -> reading == Reading.SEL);
      case SliceExpression.Text ignored -> Optional.empty();
    };
  }
}
