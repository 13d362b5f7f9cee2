package io.hypertile.partition.index;

import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.index.parquet.ColumnValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of a column that come one after the other. For one thread. */
final class ColumnBuilder {
  private final ColumnType type;
  private long[] wholes = {};
  private double[] reals = {};
  private int[] places = {};
  private Map<String, Integer> known = new HashMap<>();
  private List<String> texts = new ArrayList<>();
  private int size;

  ColumnBuilder(ColumnType type) {
    this.type = type;
  }

  int size() {
    return size;
  }

  private static int more(int length) {
    return Math.max(16, 2 * length);
  }

  void add(long value) {
    if (size == wholes.length) {
      wholes = Arrays.copyOf(wholes, more(size));
    }
    wholes[size++] = value;
  }

  void add(double value) {
    if (size == reals.length) {
      reals = Arrays.copyOf(reals, more(size));
    }
    reals[size++] = value;
  }

  void add(String value) {
    if (size == places.length) {
      places = Arrays.copyOf(places, more(size));
    }
    Integer place = known.get(value);
    if (place == null) {
      place = texts.size();
      texts.add(value);
      known.put(value, place);
    }
    places[size++] = place;
  }

  /** Adds a value of another column of the type. */
  void add(ColumnValues values, int row) {
    switch (values) {
      case ColumnValues.Wholes(long[] all) -> add(all[row]);
      case ColumnValues.Reals(double[] all) -> add(all[row]);
      case ColumnValues.Texts(List<String> all, int[] own) -> add(all.get(own[row]));
    }
  }

  /** The values so far; the builder is empty then. */
  ColumnValues take() {
    ColumnValues taken =
        switch (type) {
          case TEXT -> new ColumnValues.Texts(List.copyOf(texts), Arrays.copyOf(places, size));
          case FLOAT64 -> new ColumnValues.Reals(Arrays.copyOf(reals, size));
          default -> new ColumnValues.Wholes(Arrays.copyOf(wholes, size));
        };
    size = 0;
    known = new HashMap<>();
    texts = new ArrayList<>();
    return taken;
  }
}
