package io.hypertile.encode.arrow;

import io.hypertile.encode.CoordinateColumn;
import io.hypertile.encode.TableColumns;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Coordinates as a column: a value for each row, of a label the number of its text among those of
 * the column. Used by one thread at a time.
 */
final class ArrowColumn {
  /** Values of an axis are kept up to this length, else made when they change. */
  private static final int MOST_KEPT = 4096;

  private final TableColumns.Coordinates coordinates;
  private final long length;
  private final long stride;
  private final long[] kept;
  private final List<byte[]> labels = new ArrayList<>();
  private final int[] labelNumbers;

  ArrowColumn(TableColumns.Coordinates coordinates, Shape shape) {
    this.coordinates = coordinates;
    this.length = shape.length(coordinates.axis());
    long inner = 1;
    for (int axis = coordinates.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.length(axis);
    }
    this.stride = inner;
    this.labelNumbers = isLabels() ? numberLabels() : new int[0];
    this.kept = new long[length <= MOST_KEPT ? (int) length : 0];
    for (int n = 0; n < kept.length; n++) {
      kept[n] = make(n);
    }
  }

  /** A label that is taken twice has one number: readers want each text once. */
  private int[] numberLabels() {
    int[] numbers = new int[Math.toIntExact(length)];
    Map<String, Integer> known = new HashMap<>();
    for (int n = 0; n < numbers.length; n++) {
      String text = coordinates.column().text(n);
      Integer number = known.get(text);
      if (number == null) {
        number = labels.size();
        known.put(text, number);
        labels.add(text.getBytes(StandardCharsets.UTF_8));
      }
      numbers[n] = number;
    }
    return numbers;
  }

  String name() {
    return coordinates.name();
  }

  CoordinateColumn.Kind kind() {
    return coordinates.column().kind();
  }

  /** Whether times are in nanoseconds; else they are in microseconds. */
  boolean isFine() {
    return coordinates.column().isFine();
  }

  boolean isLabels() {
    return kind() == CoordinateColumn.Kind.TEXTS || kind() == CoordinateColumn.Kind.DATES;
  }

  /** The texts of labels, by number. */
  List<byte[]> labels() {
    return labels;
  }

  /** Bytes of one value. */
  int valueBytes() {
    return isLabels() ? Integer.BYTES : Long.BYTES;
  }

  private long make(long n) {
    return switch (kind()) {
      case POSITIONS, TIMES -> coordinates.column().whole(n);
      case NUMBERS -> Double.doubleToRawLongBits(coordinates.column().number(n));
      case TEXTS, DATES -> labelNumbers[Math.toIntExact(n)];
    };
  }

  /**
   * Writes the values of some rows.
   *
   * @param target has room for them
   */
  void fill(long firstRow, int rows, byte[] target) {
    ByteBuffer values = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    long n = firstRow / stride % length;
    long run = stride - firstRow % stride;
    int row = 0;
    while (row < rows) {
      long value = n < kept.length ? kept[(int) n] : make(n);
      int end = (int) Math.min(rows, row + run);
      for (; row < end; row++) {
        if (isLabels()) {
          values.putInt((int) value);
        } else {
          values.putLong(value);
        }
      }
      n = n + 1 == length ? 0 : n + 1;
      run = stride;
    }
  }
}
