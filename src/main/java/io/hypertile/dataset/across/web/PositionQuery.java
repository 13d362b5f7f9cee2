package io.hypertile.dataset.across.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.SliceExpression;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selections that are made in many arrays at once. */
final class PositionQuery {
  private PositionQuery() {}

  /**
   * Whether a selection takes positions alone, so that it is the same in all arrays of one shape
   * and no coordinate has to be read.
   */
  static boolean isOfPositions(SelectionQuery query) {
    if (!query.lookup().equals(Lookup.EXACT)) {
      return false;
    }
    for (NamedSelector named : query.named()) {
      if (named.reading() != Reading.ISEL || !isOfPositions(named.selector())) {
        return false;
      }
    }
    return query
        .slice()
        .map(slice -> slice.selectors().stream().allMatch(PositionQuery::isOfPositions))
        .orElse(true);
  }

  private static boolean isOfPositions(Selector selector) {
    return switch (selector) {
      case SliceExpression.Ellipsis ignored -> true;
      case Range range -> isPosition(range.start()) && isPosition(range.stop());
      case TermList list -> list.terms().stream().allMatch(Position.class::isInstance);
      case Position ignored -> true;
      case Term ignored -> false;
    };
  }

  private static boolean isPosition(Optional<Term> term) {
    return term.isEmpty() || term.get() instanceof Position;
  }

  /** The selection in arrays that lie one behind the other along a new first axis, all of it. */
  static SelectionQuery behindFirst(SelectionQuery query) {
    if (query.slice().isEmpty()) {
      return query;
    }
    List<Selector> selectors = new ArrayList<>();
    selectors.add(new Range(1, Optional.empty(), Optional.empty(), Optional.empty()));
    selectors.addAll(query.slice().get().selectors());
    return new SelectionQuery(
        Optional.of(new SliceExpression(selectors)), query.named(), query.lookup());
  }
}
