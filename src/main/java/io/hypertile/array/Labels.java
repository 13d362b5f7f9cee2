package io.hypertile.array;

import java.util.List;

/** Labels of an axis, unique, one for each position. */
public sealed interface Labels {
  /** Number of labels. */
  int count();

  /** Text labels in the order of positions. */
  record Text(List<String> values) implements Labels {
    @Override
    public int count() {
      return values.size();
    }
  }

  /** Number labels in the order of positions. */
  record Numbers(List<Double> values) implements Labels {
    @Override
    public int count() {
      return values.size();
    }
  }
}
