package io.hypertile.slice;

import io.hypertile.text.CodePoints;
import java.util.List;

/**
 * Text labels that rise or fall throughout along their axis, in the order of their code points,
 * which is that of Python and NumPy. Immutable.
 *
 * @param labels the labels
 * @param order 1 for rising ones, -1 for falling ones
 */
record TextOrder(List<String> labels, int order) {
  /** The order of labels: 1 for rising ones, -1 for falling ones, 0 for none. */
  static int of(List<String> labels) {
    int order =
        labels.size() < 2 ? 1 : Integer.signum(CodePoints.compare(labels.get(1), labels.get(0)));
    for (int n = 2; n < labels.size() && order != 0; n++) {
      if (Integer.signum(CodePoints.compare(labels.get(n), labels.get(n - 1))) != order) {
        return 0;
      }
    }
    return order;
  }

  /** The first position whose label is the text or behind it along the axis. */
  int atOrAfter(String text) {
    return first(text, 0);
  }

  /** The first position whose label is behind the text along the axis. */
  int after(String text) {
    return first(text, 1);
  }

  /** The first position whose label compares to the text with at least a sign. */
  private int first(String text, int least) {
    int low = 0;
    int high = labels.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.signum(CodePoints.compare(labels.get(middle), text)) * order < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
