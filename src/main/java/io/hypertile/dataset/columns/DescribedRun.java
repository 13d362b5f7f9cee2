package io.hypertile.dataset.columns;

import io.hypertile.dataset.ArrayKind;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.columns.FactsSource.Described;
import io.hypertile.store.SharedState.NotedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of the datasets of a run of rows, each a column, and their arrays: datasets of one
 * make share the lists of names.
 */
final class DescribedRun extends Run {
  private final List<Make> makes;
  private final PackedBytes make;
  private final Map<String, PackedValues> columns;
  private volatile @Nullable Made made;

  /** Names of attributes in their order, and arrays. */
  private record Make(List<String> attributes, List<ArrayKind> arrays) {}

  /** Outcome of a summary of the datasets. */
  private record Made(Object summary, Object result) {}

  private DescribedRun(Object known, long[] changes, Builder made) {
    super(known, changes);
    this.makes = List.copyOf(made.makes);
    this.make = PackedBytes.of(made.make);
    Map<String, PackedValues> packed = new HashMap<>();
    made.columns.forEach((name, column) -> packed.put(name, column.make()));
    this.columns = Map.copyOf(packed);
  }

  /** A run that is being put together. For one thread. */
  static final class Builder {
    private final List<Make> makes = new ArrayList<>();
    private final Map<Make, Byte> numbers = new HashMap<>();
    private final byte[] make = new byte[NotedRows.RUN];
    private final Map<String, PackedValues.Builder> columns = new HashMap<>();
    private final Map<TypedValue, TypedValue> shared = new HashMap<>();

    /** Puts a dataset in. */
    void set(int at, Described described) {
      Map<String, TypedValue> values = described.attributes().values();
      Make own = new Make(List.copyOf(values.keySet()), described.arrays());
      make[at] =
          numbers.computeIfAbsent(
              own,
              added -> {
                makes.add(added);
                return (byte) (makes.size() - 1);
              });
      values.forEach((name, value) ->
          columns
              .computeIfAbsent(name, same -> new PackedValues.Builder())
              .set(at, shared.computeIfAbsent(value, first -> first)));
    }

    DescribedRun make(Object known, long[] changes) {
      return new DescribedRun(known, changes, this);
    }
  }

  /** Attributes and arrays of the dataset of a row. */
  Described described(int at) {
    Make own = makes.get(make.get(at) & 0xff);
    Map<String, TypedValue> values = new LinkedHashMap<>();
    for (String name : own.attributes()) {
      attribute(at, name).ifPresent(value -> values.put(name, value));
    }
    return new Described(new TypedAttributes(values), own.arrays());
  }

  /** Arrays of the dataset of a row. */
  List<ArrayKind> arrays(int at) {
    return makes.get(make.get(at) & 0xff).arrays();
  }

  /** An attribute of the dataset of a row. */
  Optional<TypedValue> attribute(int at, String name) {
    PackedValues column = columns.get(name);
    return column == null ? Optional.empty() : column.get(at);
  }

  /** Outcome of a summary of the run; null if it was not asked yet. */
  @Nullable Object made(Object summary) {
    Made known = made;
    return known == null || known.summary != summary ? null : known.result;
  }

  /** Keeps what a summary has made of the run. */
  void keep(Object summary, Object result) {
    made = new Made(summary, result);
  }

  @Override
  long ownBytes() {
    long bytes = 1_024 + make.bytes();
    for (Make each : makes) {
      bytes += 64L * (each.attributes().size() + 2L * each.arrays().size());
    }
    for (PackedValues column : columns.values()) {
      bytes += column.bytes();
    }
    return bytes;
  }
}
