package io.hypertile.slice;

import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Term;

/** Finds the positions of values, times and labels on one axis. Used by one thread. */
sealed interface AxisLookup permits PlainLookup, GridLookup, TextLabelLookup, NumberLabelLookup {
  /**
   * The position that a term stands for.
   *
   * @param term any term but a position
   * @param stop whether it is the stop of a range, for which regular axes have one position more,
   *     their end
   * @throws ServiceException {@code invalid-slice} if it stands for none
   */
  long find(Term term, boolean stop);

  /** Names the terms that the axis takes, for sentences, such as {@code positions and labels}. */
  String takes();

  /** Describes the extent of the axis, for sentences: empty, or like {@code from 90.0 to -90.0}. */
  default String extent() {
    return "";
  }
}
