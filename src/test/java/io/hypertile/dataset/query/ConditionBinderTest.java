package io.hypertile.dataset.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.SampleDatasets;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(TestSeed.class)
class ConditionBinderTest {
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
  private static final long LAUNCH = Instant.parse("2024-05-01T00:00:00Z").getEpochSecond();

  private static final Dataset SHIP =
      SampleDatasets.named("cruise-7")
          .with("platform", new TypedValue.Text("ship"))
          .with(
              "cycle",
              new TypedValue.Whole(DType.INT64, BigInteger.TWO.pow(60).add(BigInteger.ONE)))
          .with("depth", new TypedValue.Real(DType.FLOAT32, 30.1f))
          .with("drift", new TypedValue.Real(DType.FLOAT64, Double.NaN))
          .with("launched", new TypedValue.Time(LAUNCH * 1_000_000_000 + 7))
          .with("begin", new TypedValue.Text("2024-05-01T00:00:00Z"))
          .with("open", new TypedValue.Truth(true))
          .with("name", new TypedValue.Text("Polarstern"))
          .with("tags", new TypedValue.Items(List.of(new TypedValue.Text("a"))))
          .with("mixed", new TypedValue.Whole(DType.INT8, BigInteger.TEN))
          .with(
              "temperature",
              DType.FLOAT32,
              figures(10, 2, new Extreme.Real(-1.5), new Extreme.Real(30.1f)))
          .with(
              "count",
              DType.UINT64,
              figures(4, 0, new Extreme.Unsigned(0), new Extreme.Unsigned(-1)))
          .with(
              "time",
              TIME,
              figures(3, 0, new Extreme.Signed(0), new Extreme.Signed(LAUNCH * 1_000_000_000)))
          .with(
              "station",
              new CellType.Text(),
              figures(3, 1, new Extreme.Text("a"), new Extreme.Text("z\ud83d\ude00")))
          .with("salinity", DType.FLOAT64, ArrayStatistics.unwritten(5))
          .with(
              "sea level",
              DType.INT32,
              figures(1, 0, new Extreme.Signed(-3), new Extreme.Signed(-3)))
          .dataset();

  private static final Dataset BARE =
      SampleDatasets.named("bare").with("mixed", new TypedValue.Text("ten")).dataset();

  private static final MergedSchema SCHEMA = schema(SHIP, BARE);

  private static ArrayStatistics figures(long rows, long nulls, Extreme least, Extreme greatest) {
    return new ArrayStatistics(rows, nulls, Optional.of(least), Optional.of(greatest));
  }

  private static MergedSchema schema(Dataset... datasets) {
    SchemaMerge merge = new SchemaMerge();
    Arrays.asList(datasets).forEach(merge::add);
    return merge.merged();
  }

  private static boolean matches(String condition, Dataset dataset) {
    return ConditionBinder.bind(condition, SCHEMA).matches(dataset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          temperature.max > 30 and platform == "ship" | true
          temperature.max > 30.1                      | false
          temperature.max >= 30.1                     | true
          temperature.max == 30.1                     | true
          temperature.max > 31 or cycle > 1           | true
          temperature.min < -1                        | true
          temperature.null_count == 2                 | true
          temperature.row_count >= 11                 | false
          temperature.max < "Infinity"                | true
          not temperature.max > 30                    | false
          salinity.max == null                        | true
          salinity.max != null                        | false
          salinity.max < 1000                         | false
          salinity.max != 1                           | false
          salinity.null_count == 5                    | true
          count.max == 18446744073709551615           | true
          count.max > 9223372036854775807             | true
          count.min == 0                              | true
          time.max == "2024-05-01T00:00:00Z"          | true
          time.max >= 2024-05-01                      | true
          time.max < 2024-05-01                       | false
          station.max > "z"                           | true
          station.max > "z\uffff"                     | true
          station.min in ("a", "b")                   | true
          `sea level.max` == -3                       | true
          cycle == 1152921504606846977                | true
          cycle == 1152921504606846976                | false
          cycle > 1152921504606846976.0               | true
          depth == 30.1                               | true
          depth < 31                                  | true
          drift == drift                              | -
          drift != 1                                  | true
          drift > 0                                   | false
          drift == "NaN"                              | false
          launched > "2024-05-01T00:00:00Z"           | true
          launched == 2024-05-01                      | false
          begin == "2024-05-01T00:00:00Z"             | true
          begin < "2024-06"                           | true
          open == true                                | true
          open in (false)                             | false
          name == "cruise-7"                          | true
          `name` == "Polarstern"                      | true
          tags != null                                | true
          mixed == 10                                 | true
          mixed != "ten"                              | true
          mixed not in (1, 2)                         | true
          mixed in (1, 10)                            | true
          """)
  void decidesByAttributesAndFigures(String condition, String expected) {
    if (expected.equals("-")) {
      assertThatThrownBy(() -> matches(condition, SHIP)).isInstanceOf(ServiceException.class);
    } else {
      assertThat(matches(condition, SHIP)).isEqualTo(Boolean.parseBoolean(expected));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          temperature.max > 30         | false
          temperature.max != 30        | false
          temperature.row_count == 0   | false
          temperature.max == null      | true
          platform not in ("x")        | false
          platform in (null, "x")      | true
          mixed == 10                  | false
          mixed == "ten"               | true
          mixed != 10                  | true
          name in ("bare", "other")    | true
          """)
  void whatIsNotThereHasNoValue(String condition, boolean expected) {
    assertThat(matches(condition, BARE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          temprature.max > 30          | 1  | temperature.max
          name == 'x' and platfrom > 1 | 17 | platform
          temperature.mean > 30        | 1  | temperature.max
          temperature > 30             | 1  |
          """)
  void refusesWhatNoDatasetHas(String condition, int column, String nearest) {
    assertThatThrownBy(() -> ConditionBinder.bind(condition, SCHEMA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(refusal.members()).containsEntry("column", column);
              if (nearest != null) {
                assertThat(refusal.members().get("nearest").toString()).contains(nearest);
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          platform > 3
          temperature.max == "warm"
          temperature.max == true
          temperature.max > null
          launched == "soon"
          platform == 2024-05-01
          open == 1
          tags == "a"
          mixed == true
          platform in ("ship", 3)
          temperature.max == [1, 2]
          """)
  void refusesLiteralsThatFitNoDataset(String condition) {
    assertThatThrownBy(() -> ConditionBinder.bind(condition, SCHEMA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(refusal.members()).containsKeys("attribute", "column");
            });
  }

  @Test
  void emptyCollectionHasNoDatasetThatIsMeant() {
    DatasetCondition condition = ConditionBinder.bind("platform == 'ship'", schema());

    assertThat(condition).isEqualTo(DatasetCondition.NONE);
    assertThat(condition.and(DatasetCondition.ALL).matches(SHIP)).isFalse();
    assertThat(DatasetCondition.ALL.and(new DatasetCondition.Prefix("cru")).matches(SHIP)).isTrue();
  }

  /** Cells that are not null, NaN above all others. */
  private static Dataset of(String name, double[] cells) {
    double[] sorted = cells.clone();
    Arrays.sort(sorted);
    ArrayStatistics statistics =
        cells.length == 0
            ? ArrayStatistics.unwritten(1)
            : figures(
                cells.length,
                0,
                new Extreme.Real(sorted[0]),
                new Extreme.Real(sorted[sorted.length - 1]));
    return SampleDatasets.named(name).with("a", DType.FLOAT64, statistics).dataset();
  }

  @Test
  void neverLeavesOutADatasetWithACellThatMatches() {
    Random random = TestSeed.random();
    double[] choices = {-2, -0.0, 0.0, 0.5, 3, 1e300, Double.NaN, Double.POSITIVE_INFINITY};
    for (int n = 0; n < 2_000; n++) {
      double[] cells =
          random
              .doubles(random.nextInt(4), 0, choices.length)
              .map(at -> choices[(int) at])
              .toArray();
      Dataset dataset = of("d", cells);
      MergedSchema schema = schema(dataset);
      double bound = choices[random.nextInt(6)];

      requireFound(schema, dataset, cells, "a.max > " + bound, cell -> cell > bound);
      requireFound(schema, dataset, cells, "a.max >= " + bound, cell -> cell >= bound);
      requireFound(schema, dataset, cells, "a.min < " + bound, cell -> cell < bound);
      requireFound(schema, dataset, cells, "a.min <= " + bound, cell -> cell <= bound);
      requireFound(
          schema,
          dataset,
          cells,
          "a.min <= %s and a.max >= %s".formatted(bound, bound),
          cell -> cell == bound);
    }
  }

  private static void requireFound(
      MergedSchema schema, Dataset dataset, double[] cells, String text, DoublePredicate cell) {
    if (Arrays.stream(cells).anyMatch(cell)) {
      assertThat(ConditionBinder.bind(text, schema).matches(dataset))
          .as("%s of %s", text, Arrays.toString(cells))
          .isTrue();
    }
  }
}
