package io.hypertile.partition.index.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.CorruptDataException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that pyarrow wrote, whole and damaged. */
class ForeignParquetTest {
  private static final JsonNode EXPECTED =
      JsonMapper.shared().readTree(TestInput.resource("expected.json"));

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "plain", "second", "gzip", "narrow", "required"})
  void columnsHaveTheValuesThatPyarrowWrote(String name) {
    ParquetTable table = ParquetTable.open(new TestInput(TestInput.resource(name + ".parquet")));
    assertThat(table.rows()).isEqualTo(300);
    assertThat(table.columns())
        .extracting(Column::name)
        .containsExactlyElementsOf(EXPECTED.propertyNames());
    for (int column = 0; column < table.columns().size(); column++) {
      Column form = table.columns().get(column);
      long factor = name.equals("narrow") && form.name().equals("time") ? 1_000 : 1;
      long wider = name.equals("narrow") && form.name().equals("hour") ? 1_000 : 1;
      List<Object> values = values(table, column);
      List<Object> expected = new ArrayList<>();
      for (JsonNode each : EXPECTED.path(form.name()).values()) {
        expected.add(expected(each, form.type(), factor, wider));
      }
      assertThat(values).as(form.name()).isEqualTo(expected);
    }
  }

  private static Object expected(JsonNode node, ColumnType type, long factor, long wider) {
    return switch (type) {
      case TEXT -> node.asString();
      case FLOAT64 -> node.asDouble();
      case TRUTH -> node.asBoolean() ? 1L : 0L;
      case UINT64 -> node.bigIntegerValue().longValue();
      default -> node.asLong() / factor * wider;
    };
  }

  static List<Object> values(ParquetTable table, int column) {
    List<Object> values = new ArrayList<>();
    for (int group = 0; group < table.groups(); group++) {
      switch (table.read(group, column)) {
        case ColumnValues.Wholes(long[] wholes) -> Arrays.stream(wholes).forEach(values::add);
        case ColumnValues.Reals(double[] reals) -> Arrays.stream(reals).forEach(values::add);
        case ColumnValues.Texts(List<String> texts, int[] places) ->
            Arrays.stream(places).mapToObj(texts::get).forEach(values::add);
      }
    }
    return values;
  }

  @Test
  void typesAreThoseOfTheFile() {
    ParquetTable table = ParquetTable.open(new TestInput(TestInput.resource("snappy.parquet")));
    assertThat(table.columns())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.INT64,
            ColumnType.INT64,
            ColumnType.INT64,
            ColumnType.UINT64,
            ColumnType.TIME_NANOS,
            ColumnType.TIME_MILLIS,
            ColumnType.FLOAT64,
            ColumnType.FLOAT64,
            ColumnType.TRUTH,
            ColumnType.TEXT);
  }

  @Test
  void boundsOfGroupsHoldTheirValues() {
    ParquetTable table = ParquetTable.open(new TestInput(TestInput.resource("gzip.parquet")));
    assertThat(table.groups()).isEqualTo(5);
    for (int group = 0; group < table.groups(); group++) {
      ColumnValues.Wholes passes = (ColumnValues.Wholes) table.read(group, 0);
      assertThat(table.range(group, 0))
          .contains(
              new ValueRange.Wholes(
                  Arrays.stream(passes.values()).min().orElseThrow(),
                  Arrays.stream(passes.values()).max().orElseThrow()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "missing, has a row without value",
    "nested, is nested",
    "brotli, the compression of pages"
  })
  void whatIsNotReadIsNamed(String name, String reason) {
    TestInput input = new TestInput(TestInput.resource(name + ".parquet"));
    assertThatThrownBy(() -> values(ParquetTable.open(input), 0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("test.parquet")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "plain", "second", "gzip", "narrow", "required"})
  void damagedFilesAreNamedOrReadAndNothingElseHappens(String name) {
    byte[] file = TestInput.resource(name + ".parquet");
    Random random = TestSeed.random();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> readDamaged(file, random, 300));
  }

  private static void readDamaged(byte[] file, Random random, int most) {
    for (int tries = 0; tries < most; tries++) {
      byte[] damaged =
          tries % 5 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file.clone();
      int from = tries % 2 == 0 ? Math.max(0, damaged.length - 3_000) : 0;
      for (int i = 0; i < 1 + tries % 3 && damaged.length > 0; i++) {
        damaged[from + random.nextInt(damaged.length - from)] ^= (byte) (1 << random.nextInt(8));
      }
      readAll(damaged);
    }
  }

  private static void readAll(byte[] bytes) {
    try {
      ParquetTable table = ParquetTable.open(new TestInput(bytes));
      for (int column = 0; column < table.columns().size(); column++) {
        values(table, column);
      }
    } catch (CorruptDataException e) {
      assertThat(e.file()).isEqualTo("test.parquet");
    }
  }
}
