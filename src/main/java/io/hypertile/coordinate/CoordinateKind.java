package io.hypertile.coordinate;

import io.hypertile.cf.CfCalendar;
import java.util.Optional;

/** Sorts of coordinates, known before they are read. */
public sealed interface CoordinateKind {
  /**
   * Numbers.
   *
   * @param note why they are no times although their attributes speak of some: a part of a
   *     sentence, such as {@code its units … count months}
   */
  record Numbers(Optional<String> note) implements CoordinateKind {}

  /** Times of a calendar. */
  record Times(CfCalendar calendar) implements CoordinateKind {}

  /** Texts. */
  record Texts() implements CoordinateKind {}
}
