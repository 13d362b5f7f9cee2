package io.hypertile.slice;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The finite number labels of an axis in rising order. Labels that rise or fall along the axis are
 * searched where they are; others are ordered once. A rank counts from 0 at the least label.
 */
final class SortedLabels {
  /** Order of the labels along the axis. */
  enum Order {
    RISING,
    FALLING,
    NONE
  }

  private final List<Double> labels;
  private final Order order;
  private final int[] positions;
  private final int count;

  private SortedLabels(List<Double> labels, Order order, int[] positions, int count) {
    this.labels = labels;
    this.order = order;
    this.positions = positions;
    this.count = count;
  }

  static SortedLabels of(List<Double> labels) {
    if (runs(labels, 1)) {
      return new SortedLabels(labels, Order.RISING, new int[0], labels.size());
    }
    if (runs(labels, -1)) {
      return new SortedLabels(labels, Order.FALLING, new int[0], labels.size());
    }
    int[] positions =
        IntStream.range(0, labels.size())
            .filter(position -> Double.isFinite(labels.get(position)))
            .boxed()
            .sorted((one, other) -> Double.compare(labels.get(one), labels.get(other)))
            .mapToInt(Integer::intValue)
            .toArray();
    return new SortedLabels(labels, Order.NONE, positions, positions.length);
  }

  private static boolean runs(List<Double> labels, int sign) {
    for (int position = 0; position < labels.size(); position++) {
      double label = labels.get(position);
      boolean next = position == 0 || sign * labels.get(position - 1) < sign * label;
      if (!Double.isFinite(label) || !next) {
        return false;
      }
    }
    return true;
  }

  Order order() {
    return order;
  }

  /** Number of finite labels. */
  int count() {
    return count;
  }

  double label(int rank) {
    return labels.get(position(rank));
  }

  /** Position on the axis of the label of a rank. */
  int position(int rank) {
    return switch (order) {
      case RISING -> rank;
      case FALLING -> count - 1 - rank;
      case NONE -> positions[rank];
    };
  }

  /** Rank of the greatest label that is not above the value, -1 when all are. */
  int floor(double value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (label(middle) <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Rank of the least label that is not below the value, the number of labels when all are. */
  int ceiling(double value) {
    int floor = floor(value);
    return floor >= 0 && label(floor) == value ? floor : floor + 1;
  }

  /** Number of labels, finite or not. */
  int size() {
    return labels.size();
  }

  /** Rank of the label that a value stands for; pad and backfill need an order. */
  OptionalInt find(double value, Lookup lookup) {
    int floor = floor(value);
    if (floor >= 0 && label(floor) == value) {
      return OptionalInt.of(floor);
    }
    int found =
        switch (lookup.method()) {
          case EXACT, INSIDE -> -1;
          case NEAREST -> nearest(value, floor, lookup);
          case PAD -> order == Order.FALLING ? floor + 1 : floor;
          case BACKFILL -> order == Order.FALLING ? floor : floor + 1;
        };
    return found >= 0 && found < count && isWithinTolerance(value, found, lookup)
        ? OptionalInt.of(found)
        : OptionalInt.empty();
  }

  private boolean isWithinTolerance(double value, int rank, Lookup lookup) {
    if (lookup.tolerance().isEmpty()) {
      return true;
    }
    BigDecimal tolerance = RegularGrid.decimal(lookup.tolerance().getAsDouble());
    return distance(value, rank).compareTo(tolerance) <= 0;
  }

  /** The nearer neighbour in float64, the greater of two equally near ones, as pandas answers. */
  private int nearest(double value, int floor, Lookup lookup) {
    int above = floor + 1;
    if (floor >= 0 && above < count) {
      return Math.abs(label(floor) - value) < Math.abs(label(above) - value) ? floor : above;
    }
    if (count == 0) {
      return -1;
    }
    int end = floor < 0 ? 0 : count - 1;
    return lookup.tolerance().isPresent() || isWithinHalfStep(value, end) ? end : -1;
  }

  /** Whether the value is no farther from the label at an end than half the way to the next. */
  private boolean isWithinHalfStep(double value, int end) {
    if (count < 2) {
      return false;
    }
    BigDecimal gap = distance(label(end == 0 ? 1 : end - 1), end);
    return distance(value, end).multiply(BigDecimal.TWO).compareTo(gap) <= 0;
  }

  private BigDecimal distance(double value, int rank) {
    return RegularGrid.decimal(value).subtract(RegularGrid.decimal(label(rank))).abs();
  }
}
