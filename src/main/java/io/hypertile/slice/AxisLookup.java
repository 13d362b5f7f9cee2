package io.hypertile.slice;

import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Term;
import java.util.Optional;

/** Finds the positions of values, times and labels on one axis. Used by one thread. */
sealed interface AxisLookup
    permits PlainLookup,
        GridLookup,
        TextLabelLookup,
        NumberLabelLookup,
        ListedLookup,
        ListedTextLookup {
  /**
   * The position that a term stands for.
   *
   * @param term any term but a position
   * @param stop whether it is the stop of a range, for which regular axes have one position more,
   *     their end
   * @throws ServiceException {@code invalid-slice} if it stands for none
   */
  long find(Term term, boolean stop);

  /**
   * The positions that a range with at least one end takes, where its ends are not found one by
   * one: because all between them is wanted, or because the axis has a period.
   *
   * @param range its ends are no positions
   * @return empty where each end is found by itself
   * @throws ServiceException {@code invalid-slice} if an end stands for nothing
   */
  default Optional<Span> span(Range range) {
    return Optional.empty();
  }

  /** Names the terms that the axis takes, for sentences, such as {@code positions and labels}. */
  String takes();

  /** Describes the extent of the axis, for sentences: empty, or like {@code from 90.0 to -90.0}. */
  default String extent() {
    return "";
  }
}
