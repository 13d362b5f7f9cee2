package io.hypertile.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.partition.RowMerge.AxisValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Rows after an insert. */
class RowMergeTest {
  static List<JsonNode> merges() {
    return Vectors.of("merges");
  }

  private static MergeStrategy strategy(String text) {
    return text.startsWith("upsert_within:")
        ? new MergeStrategy.UpsertWithin(Double.parseDouble(text.substring(text.indexOf(':') + 1)))
        : MergeStrategy.byName(text).orElseThrow();
  }

  private static long[] numbers(JsonNode list) {
    return list.values().stream().mapToLong(JsonNode::asLong).toArray();
  }

  @ParameterizedTest
  @MethodSource("merges")
  void rowsAreThoseOfThePackage(JsonNode vector) {
    long[] there = numbers(vector.path("existing_axis"));
    long[] inserted = numbers(vector.path("inserted_axis"));
    long[] payloads =
        IntStream.range(0, there.length + inserted.length)
            .mapToLong(row ->
                row < there.length
                    ? vector.path("existing_payload").get(row).asLong()
                    : vector.path("inserted_payload").get(row - there.length).asLong())
            .toArray();
    MergeStrategy strategy = strategy(vector.path("strategy").asString());
    int[] rows = new RowMerge(AxisValues.of(there), AxisValues.of(inserted)).rows(strategy);
    assertThat(Arrays.stream(rows).mapToLong(row -> payloads[row]).toArray())
        .isEqualTo(numbers(vector.path("result_payload")));
    double[] floats = Arrays.stream(there).asDoubleStream().toArray();
    double[] others = Arrays.stream(inserted).asDoubleStream().toArray();
    assertThat(
            new RowMerge(AxisValues.ofFloats(floats), AxisValues.ofFloats(others)).rows(strategy))
        .isEqualTo(rows);
  }

  @Test
  void nothingInsertedChangesNothingAndNothingThereTakesAll() {
    for (String name : List.of("replace", "concat", "time_series", "upsert", "upsert_within:1")) {
      MergeStrategy strategy = strategy(name);
      assertThat(new RowMerge(AxisValues.of(3, 1), AxisValues.of()).rows(strategy))
          .as(name)
          .containsExactly(0, 1);
      assertThat(new RowMerge(AxisValues.of(), AxisValues.of(3, 1)).rows(strategy))
          .as(name)
          .containsExactly(0, 1);
    }
  }

  @Test
  void rowsAreThoseOfTheSlowAndObviousWay() {
    Random random = TestSeed.random();
    for (int i = 0; i < 2_000; i++) {
      long[] there = random.longs(random.nextInt(1, 40), -20, 20).toArray();
      long[] inserted = random.longs(random.nextInt(1, 40), -20, 20).toArray();
      double tolerance = random.nextInt(0, 5);
      RowMerge merge = new RowMerge(AxisValues.of(there), AxisValues.of(inserted));
      assertThat(merge.rows(new MergeStrategy.UpsertWithin(tolerance)))
          .isEqualTo(slow(there, inserted, value -> distance(value, inserted) > tolerance));
      assertThat(merge.rows(new MergeStrategy.Upsert()))
          .isEqualTo(slow(there, inserted, value -> distance(value, inserted) > 0));
      long least = Arrays.stream(inserted).min().orElseThrow();
      long greatest = Arrays.stream(inserted).max().orElseThrow();
      assertThat(merge.rows(new MergeStrategy.TimeSeries()))
          .isEqualTo(slow(there, inserted, value -> value < least || value > greatest));
    }
  }

  private static long distance(long value, long[] inserted) {
    return Arrays.stream(inserted).map(each -> Math.abs(each - value)).min().orElseThrow();
  }

  private static int[] slow(
      long[] there, long[] inserted, java.util.function.LongPredicate isKept) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < there.length; i++) {
      if (isKept.test(there[i])) {
        rows.add(i);
      }
    }
    for (int i = 0; i < inserted.length; i++) {
      rows.add(there.length + i);
    }
    rows.sort(
        Comparator.comparingLong(
            row -> row < there.length ? there[row] : inserted[row - there.length]));
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void distancesBeyond63BitsAreFar() {
    RowMerge merge = new RowMerge(AxisValues.of(Long.MIN_VALUE, 0), AxisValues.of(Long.MAX_VALUE));
    assertThat(merge.rows(new MergeStrategy.UpsertWithin(1e19))).containsExactly(0, 2);
    assertThat(merge.rows(new MergeStrategy.UpsertWithin(1.8e19))).containsExactly(0, 2);
    assertThat(merge.rows(new MergeStrategy.UpsertWithin(1.9e19))).containsExactly(2);
  }

  @Test
  void floatsThatAreNoNumbersEqualThemselvesAndZerosEachOther() {
    RowMerge merge =
        new RowMerge(
            AxisValues.ofFloats(Double.NaN, -0.0, 5), AxisValues.ofFloats(0.0, Double.NaN));
    assertThat(merge.rows(new MergeStrategy.Upsert())).containsExactly(3, 2, 4);
    assertThat(merge.rows(new MergeStrategy.UpsertWithin(0))).containsExactly(3, 2, 4);
  }
}
