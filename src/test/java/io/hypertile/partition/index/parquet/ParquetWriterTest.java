package io.hypertile.partition.index.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import io.hypertile.TestSeed;
import io.hypertile.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files of the writer, read by itself and by Hardwood. */
class ParquetWriterTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("pass", ColumnType.INT64),
          new Column("large", ColumnType.UINT64),
          new Column("millis", ColumnType.TIME_MILLIS),
          new Column("micros", ColumnType.TIME_MICROS),
          new Column("nanos", ColumnType.TIME_NANOS),
          new Column("rising", ColumnType.TRUTH),
          new Column("height", ColumnType.FLOAT64),
          new Column("_partition", ColumnType.TEXT));

  private static List<ColumnValues> group(Random random, int rows) {
    List<ColumnValues> values = new ArrayList<>();
    for (Column column : COLUMNS) {
      values.add(
          switch (column.type()) {
            case TRUTH -> new ColumnValues.Wholes(random.longs(rows, 0, 2).toArray());
            case FLOAT64 ->
                new ColumnValues.Reals(
                    random.doubles(rows).map(each -> each < 0.1 ? -0.0 : each - 0.5).toArray());
            case TEXT -> texts(random, rows);
            default -> new ColumnValues.Wholes(random.longs(rows).toArray());
          });
    }
    return values;
  }

  private static ColumnValues texts(Random random, int rows) {
    List<String> all =
        IntStream.range(0, rows)
            .mapToObj(i -> "zone=ä/cycle=" + (random.nextBoolean() ? i / 40 : random.nextInt(9)))
            .toList();
    List<String> known = List.copyOf(new LinkedHashSet<>(all));
    return new ColumnValues.Texts(known, all.stream().mapToInt(known::indexOf).toArray());
  }

  private static byte[] file(List<List<ColumnValues>> groups) {
    ParquetWriter writer = new ParquetWriter(COLUMNS);
    groups.forEach(writer::add);
    return writer.finish(Map.of("note", "one, two", "other", "ä"));
  }

  private static List<List<ColumnValues>> groups() {
    Random random = TestSeed.random();
    return List.of(group(random, 1), group(random, 1 + random.nextInt(2_000)), group(random, 77));
  }

  private static List<Object> objects(ColumnValues values) {
    return switch (values) {
      case ColumnValues.Wholes(long[] wholes) -> List.of(Arrays.stream(wholes).boxed().toArray());
      case ColumnValues.Reals(double[] reals) -> List.of(Arrays.stream(reals).boxed().toArray());
      case ColumnValues.Texts(List<String> texts, int[] places) ->
          List.of(Arrays.stream(places).mapToObj(texts::get).toArray());
    };
  }

  @Test
  void valuesBoundsAndNotesComeBack() {
    List<List<ColumnValues>> groups = groups();
    ParquetTable table = ParquetTable.open(new TestInput(file(groups)));
    assertThat(table.columns()).isEqualTo(COLUMNS);
    assertThat(table.notes()).isEqualTo(Map.of("note", "one, two", "other", "ä"));
    assertThat(table.groups()).isEqualTo(3);
    for (int group = 0; group < 3; group++) {
      for (int column = 0; column < COLUMNS.size(); column++) {
        assertThat(objects(table.read(group, column)))
            .isEqualTo(objects(groups.get(group).get(column)));
      }
      long[] passes = ((ColumnValues.Wholes) groups.get(group).getFirst()).values();
      ValueRange.Wholes range = (ValueRange.Wholes) table.range(group, 0).orElseThrow();
      assertThat(Arrays.stream(passes).allMatch(range::mayHold)).isTrue();
      assertThat(range.least()).isEqualTo(Arrays.stream(passes).min().orElseThrow());
      assertThat(range.greatest()).isEqualTo(Arrays.stream(passes).max().orElseThrow());
    }
  }

  @Test
  void hardwoodReadsTheSameValues() throws IOException {
    List<List<ColumnValues>> groups = groups();
    byte[] file = file(groups);
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)))) {
      assertThat(reader.getFileMetaData().keyValueMetadata()).containsEntry("other", "ä");
      assertThat(reader.getFileSchema().getColumn(1).logicalType())
          .isEqualTo(new LogicalType.IntType(64, false));
      assertThat(reader.getFileSchema().getColumn(4).logicalType())
          .isEqualTo(new LogicalType.TimestampType(false, LogicalType.TimeUnit.NANOS));
      for (int column = 0; column < COLUMNS.size(); column++) {
        List<Object> expected = new ArrayList<>();
        for (List<ColumnValues> group : groups) {
          expected.addAll(objects(group.get(column)));
        }
        assertThat(values(reader, column)).isEqualTo(expected);
      }
    }
  }

  private static List<Object> values(ParquetFileReader file, int column) {
    List<Object> values = new ArrayList<>();
    try (ColumnReader reader = file.columnReader(column)) {
      while (reader.nextBatch()) {
        int count = reader.getRecordCount();
        switch (COLUMNS.get(column).type()) {
          case TEXT -> values.addAll(List.of(reader.getStrings()).subList(0, count));
          case FLOAT64 -> Arrays.stream(reader.getDoubles(), 0, count).forEach(values::add);
          case TRUTH -> {
            for (int i = 0; i < count; i++) {
              values.add(reader.getBooleans()[i] ? 1L : 0L);
            }
          }
          default -> Arrays.stream(reader.getLongs(), 0, count).forEach(values::add);
        }
      }
    }
    return values;
  }

  @Test
  void fileWithoutRowsHasColumns() {
    ParquetTable table = ParquetTable.open(new TestInput(file(List.of())));
    assertThat(table.columns()).isEqualTo(COLUMNS);
    assertThat(table.rows()).isZero();
  }

  @Test
  void bytesOfPagesAreChecked() {
    byte[] file = file(groups());
    file[20] ^= 4;
    ParquetTable table = ParquetTable.open(new TestInput(file));
    assertThatThrownBy(() -> table.read(0, 0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("test.parquet: column pass");
  }
}
