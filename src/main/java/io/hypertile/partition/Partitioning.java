package io.hypertile.partition;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rule that gives each row the key of its partition (zcollection-rules.md 25 to 43). Immutable. */
public sealed interface Partitioning {
  /** The dimension that is cut. */
  String dimension();

  /** Variables whose values make the key, all of one dimension, outermost part first. */
  List<String> variables();

  /** Names of the parts of a key, outermost first. */
  List<String> names();

  /**
   * The key of a row.
   *
   * @param values one for each of {@link #variables}: seconds since 1970 where they are times
   */
  PartitionKey key(long... values);

  /**
   * Replaces the values of a row by others that have the same key, so that many rows have the same
   * ones.
   *
   * @param values as for {@link #key}
   * @throws ArithmeticException if there is no key
   */
  default void truncate(long[] values) {}

  /**
   * The key that a path is of; empty if it is the path of something else (rule 42). Numbers may be
   * padded in any way, as the package reads them.
   */
  default Optional<PartitionKey> parse(String path) {
    String[] segments = path.split("/", -1);
    List<String> names = names();
    if (segments.length != names.size()) {
      return Optional.empty();
    }
    List<PartitionKey.Part> parts = new ArrayList<>();
    for (int i = 0; i < segments.length; i++) {
      int sign = segments[i].indexOf('=');
      if (sign < 0 || !segments[i].substring(0, sign).equals(names.get(i))) {
        return Optional.empty();
      }
      Optional<Long> value = KeyNumbers.find(segments[i].substring(sign + 1));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parts.add(new PartitionKey.Part(names.get(i), value.get(), digits(i)));
    }
    return Optional.of(new PartitionKey(parts));
  }

  /** Digits to which paths pad the value of a part. */
  default int digits(int part) {
    return 1;
  }

  /**
   * A partition for each year, month, day, hour, minute or second of a time in UTC, in the
   * proleptic Gregorian calendar.
   *
   * @param variable times along the dimension
   * @param resolution the shortest part
   */
  record ByDate(String variable, Resolution resolution, String dimension) implements Partitioning {
    private static final int YEAR_DIGITS = 4;

    /** Parts of a date, each with all above it. */
    public enum Resolution {
      YEAR("Y", "year"),
      MONTH("M", "month"),
      DAY("D", "day"),
      HOUR("h", "hour"),
      MINUTE("m", "minute"),
      SECOND("s", "second");

      private final String code;
      private final String part;

      Resolution(String code, String part) {
        this.code = code;
        this.part = part;
      }

      /** The letter of documents. */
      public String code() {
        return code;
      }

      /** The resolution of a letter. */
      public static Optional<Resolution> byCode(String code) {
        return List.of(values()).stream().filter(each -> each.code.equals(code)).findFirst();
      }
    }

    @Override
    public List<String> variables() {
      return List.of(variable);
    }

    @Override
    public List<String> names() {
      return List.of(Resolution.values()).subList(0, resolution.ordinal() + 1).stream()
          .map(each -> each.part)
          .toList();
    }

    @Override
    public int digits(int part) {
      return part == 0 ? YEAR_DIGITS : 2;
    }

    @Override
    public void truncate(long[] values) {
      long unit =
          switch (resolution) {
            case SECOND -> 1;
            case MINUTE -> 60;
            case HOUR -> 3_600;
            case DAY, MONTH, YEAR -> 86_400;
          };
      values[0] = Math.floorDiv(values[0], unit) * unit;
    }

    @Override
    public PartitionKey key(long... values) {
      long[] all = DateParts.of(values[0]);
      List<PartitionKey.Part> parts = new ArrayList<>();
      List<String> names = names();
      for (int i = 0; i < names.size(); i++) {
        parts.add(new PartitionKey.Part(names.get(i), all[i], digits(i)));
      }
      return new PartitionKey(parts);
    }
  }

  /**
   * A partition for each combination of whole numbers.
   *
   * @param variables whole numbers along the dimension, at least one
   */
  record BySequence(List<String> variables, String dimension) implements Partitioning {
    public BySequence {
      variables = List.copyOf(variables);
    }

    @Override
    public List<String> names() {
      return variables;
    }

    @Override
    public PartitionKey key(long... values) {
      List<PartitionKey.Part> parts = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        parts.add(new PartitionKey.Part(variables.get(i), values[i], 1));
      }
      return new PartitionKey(parts);
    }
  }

  /**
   * As {@link BySequence}, with the last number in groups of some (rules 38 to 40).
   *
   * @param size numbers of a group, at least 2
   * @param start where a group begins
   */
  record ByGroups(List<String> variables, String dimension, long size, long start)
      implements Partitioning {
    public ByGroups {
      variables = List.copyOf(variables);
    }

    @Override
    public List<String> names() {
      return variables;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ArithmeticException if the first number of the group is outside of 64 bits
     */
    @Override
    public PartitionKey key(long... values) {
      long[] grouped = values.clone();
      truncate(grouped);
      return new BySequence(variables, dimension).key(grouped);
    }

    @Override
    public void truncate(long[] values) {
      values[values.length - 1] = group(values[values.length - 1]);
    }

    private long group(long value) {
      BigInteger first = BigInteger.valueOf(start);
      BigInteger width = BigInteger.valueOf(size);
      BigInteger[] parts = BigInteger.valueOf(value).subtract(first).divideAndRemainder(width);
      BigInteger group = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
      return group.multiply(width).add(first).longValueExact();
    }
  }
}
