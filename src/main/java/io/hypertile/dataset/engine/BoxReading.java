package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayBox;
import io.hypertile.store.Revision;
import java.util.List;

/** Reads boxes of many arrays at once, as far as that is faster. Thread-safe. */
@FunctionalInterface
public interface BoxReading {
  /** Reads none. */
  BoxReading NONE = (all, boxes) -> boxes;

  /**
   * Reads boxes.
   *
   * @param all the state that they are of
   * @return those that were not read
   */
  List<ArrayBox> read(Revision all, List<ArrayBox> boxes);
}
