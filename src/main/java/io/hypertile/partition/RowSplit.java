package io.hypertile.partition;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of an insert by the partitions that they belong to. All rows of a key are together, in their
 * order, wherever they stand (zcollection-rules.md 45, 46). What it takes grows with the runs of
 * rows of one partition, not with the rows.
 */
public final class RowSplit {
  private static final long SECONDS_OF_DAY = 86_400;

  /** Years that paths of partitions can tell, with four digits. */
  private static final long FIRST_SECOND = LocalDate.of(0, 1, 1).toEpochDay() * SECONDS_OF_DAY;

  private static final long LAST_SECOND =
      LocalDate.of(9999, 12, 31).atTime(23, 59, 59).toEpochSecond(ZoneOffset.UTC);

  private RowSplit() {}

  /** Values of a variable that keys are made of. */
  @FunctionalInterface
  public interface KeyValues {
    /**
     * The value of a row: seconds since 1970, rounded down, where values are times.
     *
     * @return {@link Long#MIN_VALUE} for NaT
     */
    long at(long row);
  }

  /**
   * The rows of each partition, in the order in which their keys come first.
   *
   * @param values one for each variable of the partitioning
   * @param rows number of rows
   * @throws ServiceException {@code value-out-of-range} for NaT, for a time out of the years 0 to
   *     9999, and for a group whose first number 64 bits do not hold
   */
  public static Map<PartitionKey, RowRanges> of(
      Partitioning partitioning, List<KeyValues> values, long rows) {
    Map<PartitionKey, RowRanges.Builder> builders = new LinkedHashMap<>();
    long[] found = new long[values.size()];
    long[] before = found.clone();
    RowRanges.Builder builder = new RowRanges.Builder();
    for (long row = 0; row < rows; row++) {
      for (int i = 0; i < found.length; i++) {
        found[i] = values.get(i).at(row);
      }
      truncate(partitioning, found, row);
      if (row == 0 || !Arrays.equals(found, before)) {
        before = found.clone();
        PartitionKey key = partitioning.key(before);
        builder = builders.computeIfAbsent(key, ignored -> new RowRanges.Builder());
      }
      builder.add(row);
    }
    Map<PartitionKey, RowRanges> split = new LinkedHashMap<>();
    builders.forEach((key, each) -> split.put(key, each.build()));
    return split;
  }

  private static void truncate(Partitioning partitioning, long[] values, long row) {
    boolean isDate = partitioning instanceof Partitioning.ByDate;
    if (isDate && (values[0] < FIRST_SECOND || values[0] > LAST_SECOND)) {
      throw fault(
          partitioning,
          row,
          values[0] == Long.MIN_VALUE
              ? "is no time (NaT)"
              : "is a time outside of the years 0 to 9999");
    }
    try {
      partitioning.truncate(values);
    } catch (ArithmeticException e) {
      throw fault(partitioning, row, "belongs to a group that begins below 64 bits");
    }
  }

  private static ServiceException fault(Partitioning partitioning, long row, String reason) {
    String variable = partitioning.variables().getLast();
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "Row %d of \"%s\" %s, and has no partition; nothing was changed."
            .formatted(row, variable, reason),
        Map.of("variable", variable, "row", row),
        null);
  }
}
