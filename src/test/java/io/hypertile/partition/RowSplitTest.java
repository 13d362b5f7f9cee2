package io.hypertile.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partitioning.ByDate;
import io.hypertile.partition.Partitioning.ByDate.Resolution;
import io.hypertile.partition.Partitioning.ByGroups;
import io.hypertile.partition.Partitioning.BySequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows by the partitions that they belong to. */
class RowSplitTest {
  private static final BySequence CYCLES = new BySequence(List.of("cycle"), "row");

  private static Map<String, List<Long>> split(Partitioning partitioning, long[]... columns) {
    Map<String, List<Long>> rows = new LinkedHashMap<>();
    List<RowSplit.KeyValues> values = new ArrayList<>();
    for (long[] column : columns) {
      values.add(row -> column[(int) row]);
    }
    RowSplit.of(partitioning, values, columns[0].length)
        .forEach((key, ranges) -> rows.put(key.path(), rows(ranges, 0, ranges.count())));
    return rows;
  }

  private static List<Long> rows(RowRanges ranges, long first, long count) {
    List<Long> rows = new ArrayList<>();
    ranges.forEach(
        first,
        count,
        (start, stop) -> {
          for (long row = start; row < stop; row++) {
            rows.add(row);
          }
        });
    return rows;
  }

  @Test
  void rowsOfAKeyThatComesBackAreTogetherInTheirOrder() {
    assertThat(split(CYCLES, new long[] {7, 7, 3, 7, 3, 9}))
        .isEqualTo(
            Map.of(
                "cycle=7",
                List.of(0L, 1L, 3L),
                "cycle=3",
                List.of(2L, 4L),
                "cycle=9",
                List.of(5L)));
    assertThat(split(CYCLES, new long[] {7, 7, 3, 7, 3, 9}).keySet())
        .containsExactly("cycle=7", "cycle=3", "cycle=9");
    assertThat(split(CYCLES, new long[] {})).isEmpty();
  }

  @Test
  void orderOfTheKeysDoesNotMatter() {
    Random random = TestSeed.random();
    ByGroups groups = new ByGroups(List.of("cycle", "pass"), "row", 5, 2);
    for (int i = 0; i < 500; i++) {
      int rows = random.nextInt(1, 60);
      long[] cycles = random.longs(rows, -2, 3).toArray();
      long[] passes = random.longs(rows, -9, 12).toArray();
      Map<String, List<Long>> slow = new LinkedHashMap<>();
      for (int row = 0; row < rows; row++) {
        slow.computeIfAbsent(
                groups.key(cycles[row], passes[row]).path(), ignored -> new ArrayList<>())
            .add((long) row);
      }
      assertThat(split(groups, cycles, passes)).isEqualTo(slow);
    }
  }

  @Test
  void datesOfEachResolutionAreCutWhereTheirPartsChange() {
    Random random = TestSeed.random(1);
    for (Resolution resolution : Resolution.values()) {
      ByDate dates = new ByDate("time", resolution, "time");
      long[] times = random.longs(2_000, -100_000_000, 100_000_000).sorted().toArray();
      Map<String, List<Long>> slow = new LinkedHashMap<>();
      for (int row = 0; row < times.length; row++) {
        slow.computeIfAbsent(dates.key(times[row]).path(), ignored -> new ArrayList<>())
            .add((long) row);
      }
      assertThat(split(dates, times)).as(resolution.code()).isEqualTo(slow);
    }
  }

  @Test
  void rowsWithoutAPartitionAreNamed() {
    ByDate dates = new ByDate("time", Resolution.DAY, "time");
    refused(dates, "no time", 0, Long.MIN_VALUE);
    refused(dates, "years 0 to 9999", 0, 253_402_300_800L);
    assertThat(split(dates, new long[] {253_402_300_799L}))
        .containsOnlyKeys("year=9999/month=12/day=31");
    refused(new ByGroups(List.of("p"), "row", 10, 1), "below 64 bits", 0, Long.MIN_VALUE);
  }

  private static void refused(Partitioning partitioning, String reason, long... values) {
    assertThatThrownBy(() -> split(partitioning, values))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
              assertThat(e.members()).containsEntry("row", 1L);
              assertThat(e.detail()).contains(reason);
            });
  }

  @Test
  void partsOfRangesAreThoseOfTheRows() {
    RowRanges ranges = RowRanges.of(5, 6, 7, 2, 3, 9, 9);
    assertThat(ranges.count()).isEqualTo(7);
    assertThat(ranges.ranges()).isEqualTo(4);
    assertThat(rows(ranges, 0, 7)).containsExactly(5L, 6L, 7L, 2L, 3L, 9L, 9L);
    assertThat(rows(ranges, 2, 4)).containsExactly(7L, 2L, 3L, 9L);
    assertThat(rows(ranges, 6, 1)).containsExactly(9L);
    assertThat(rows(ranges, 7, 0)).isEmpty();
    assertThatThrownBy(() -> rows(ranges, 6, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
