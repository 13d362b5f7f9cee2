package io.hypertile.encode.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.encode.table.ValueColumn;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrowRowsTest {
  private static final int ROWS = 40_123;
  private static final List<ValueColumn> COLUMNS =
      List.of(
          new ValueColumn("whole", ValueColumn.Type.SIGNED),
          new ValueColumn("large", ValueColumn.Type.UNSIGNED),
          new ValueColumn("real", ValueColumn.Type.REAL),
          new ValueColumn("time", ValueColumn.Type.TIME),
          new ValueColumn("truth", ValueColumn.Type.TRUTH));

  @TempDir private Path folder;

  @Test
  void rowsOfManyMessagesAreReadAgainColumnByColumn() throws IOException {
    Random random = TestSeed.random();
    Long[][] values = new Long[COLUMNS.size()][ROWS];
    Path path = folder.resolve("rows.arrows");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      ArrowRows rows = new ArrowRows(COLUMNS, out);
      for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS.size(); column++) {
          boolean isTruth = COLUMNS.get(column).type() == ValueColumn.Type.TRUTH;
          boolean isNull = random.nextInt(7) == 0 && !isTruth;
          long value = isTruth ? random.nextInt(2) : random.nextLong() >> 1;
          values[column][row] = isNull ? null : value;
          if (isNull) {
            rows.putNothing();
          } else {
            rows.putNumber(value);
          }
        }
        rows.endRow();
      }
      rows.end();
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ArrowStream stream = ArrowStream.open(file);
      assertThat(stream.rows()).isEqualTo(ROWS);
      assertThat(stream.columns().stream().map(StreamColumn::name))
          .containsExactly("whole", "large", "real", "time", "truth");
      for (int column = 0; column < COLUMNS.size(); column++) {
        requireSame(stream, column, values[column]);
      }
    }
  }

  private static void requireSame(ArrowStream stream, int column, Long[] values)
      throws IOException {
    CellType type = stream.columns().get(column).type();
    byte[] none = new byte[type.size()];
    none[none.length - 1] = (byte) 0x80;
    boolean isTruth = type instanceof CellType.Truth;
    Optional<FillValue> nulls = isTruth ? Optional.empty() : Optional.of(FillValue.of(type, none));
    ByteBuffer cells = ByteBuffer.allocate(ROWS * type.size() + 1).order(ByteOrder.LITTLE_ENDIAN);
    try (CellSource source = stream.cells(column, nulls)) {
      while (source.read(cells) >= 0) {
        continue;
      }
    }
    assertThat(cells.flip().remaining()).isEqualTo(ROWS * type.size());
    for (Long value : values) {
      long found = isTruth ? cells.get() : cells.getLong();
      assertThat(found).isEqualTo(value == null ? Long.MIN_VALUE : value);
    }
  }
}
