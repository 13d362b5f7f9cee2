package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayBox;
import io.hypertile.store.Revision;
import java.util.List;

/** Reads boxes of many arrays of one state at once, where a layout can. Thread-safe. */
@FunctionalInterface
public interface BulkReading {
  /** Reading of layouts that have no better way than one array after the other. */
  BulkReading NONE = (state, boxes) -> boxes;

  /**
   * Reads what it can.
   *
   * @param state all objects of the place
   * @return the boxes that it did not read
   */
  List<ArrayBox> read(Revision state, List<ArrayBox> boxes);
}
