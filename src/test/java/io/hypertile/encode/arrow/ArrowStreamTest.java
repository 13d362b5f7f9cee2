package io.hypertile.encode.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.Spool;
import io.hypertile.encode.table.ValueColumn;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArrowStreamTest {
  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ArrowStreamTest.class.getResourceAsStream("/arrow/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private FileChannel file(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "stream", ".arrows");
    Files.write(file, bytes);
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  private static byte[] all(CellSource cells) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(37);
    while (cells.read(buffer.clear()) >= 0) {
      out.write(buffer.array(), 0, buffer.position());
    }
    return out.toByteArray();
  }

  private static Optional<FillValue> missing(CellType type) {
    ByteBuffer cell = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case DType dtype when dtype == DType.FLOAT64 ->
          Optional.of(FillValue.of(type, cell.putDouble(Double.NaN).array()));
      case CellType.TimePoint ignored ->
          Optional.of(FillValue.of(type, cell.putLong(Long.MIN_VALUE).array()));
      default -> Optional.empty();
    };
  }

  @Test
  void columnsAreThoseThatPyarrowWrote() throws IOException {
    JsonNode expected = JsonMapper.shared().readTree(resource("columns.json"));
    try (FileChannel file = file(resource("columns.arrows"))) {
      ArrowStream stream = ArrowStream.open(file);
      assertThat(stream.rows()).isEqualTo(21);
      assertThat(stream.columns().stream().map(StreamColumn::name).toList())
          .containsExactlyElementsOf(expected.propertyNames());
      for (int n = 0; n < stream.columns().size(); n++) {
        StreamColumn column = stream.columns().get(n);
        byte[] cells = all(stream.cells(n, missing(column.type())));
        JsonNode own = expected.get(column.name());
        if (column.type() instanceof CellType.Text) {
          assertThat(cells).as(column.name()).isEqualTo(texts(own));
        } else {
          assertThat(HexFormat.of().formatHex(cells)).as(column.name()).isEqualTo(own.asString());
        }
      }
      assertThat(stream.columns().getLast().lists()).containsExactly(3L, 2L);
      assertThat(stream.columns().get(6).type())
          .isEqualTo(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
    }
  }

  private static byte[] texts(JsonNode list) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (JsonNode text : list.values()) {
      byte[] bytes = text.asString().getBytes(StandardCharsets.UTF_8);
      out.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void nullsWithoutAValueForThemAreRefused() throws IOException {
    try (FileChannel file = file(resource("columns.arrows"))) {
      ArrowStream stream = ArrowStream.open(file);
      assertThatThrownBy(() -> all(stream.cells(3, Optional.empty())))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
                assertThat(e.members()).containsEntry("variable", "f8");
              });
    }
  }

  @Test
  void whatIsNotTakenIsSaidByName() throws IOException {
    assertThatThrownBy(() -> open(resource("compressed.arrows")))
        .hasMessageContaining("without compression");
    assertThatThrownBy(() -> open(resource("numbered.arrows")))
        .hasMessageContaining("values by numbers");
    for (String text : List.of("", "ARROW1\0\0", "{\"a\": [1, 2, 3]}")) {
      assertThatThrownBy(() -> open(text.getBytes(StandardCharsets.UTF_8)))
          .hasMessageContaining("no stream of Arrow");
    }
  }

  private ArrowStream open(byte[] bytes) throws IOException {
    try (FileChannel file = file(bytes)) {
      return ArrowStream.open(file);
    }
  }

  /** A body of bytes that were changed is read or refused, and nothing else. */
  @Test
  void damagedStreamsAreReadOrRefused() throws IOException {
    Random random = TestSeed.random();
    byte[] whole = resource("columns.arrows");
    for (int run = 0; run < 500; run++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        damaged[random.nextInt(Math.min(damaged.length, run % 2 == 0 ? 2_500 : damaged.length))] =
            (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      try (FileChannel file = file(damaged)) {
        ArrowStream stream = ArrowStream.open(file);
        for (int n = 0; n < stream.columns().size(); n++) {
          all(stream.cells(n, missing(stream.columns().get(n).type())));
        }
      } catch (ServiceException e) {
        assertThat(e.code())
            .isIn(
                ErrorCode.MALFORMED_BODY,
                ErrorCode.UNSUPPORTED_FORMAT,
                ErrorCode.VALUE_OUT_OF_RANGE);
      }
    }
  }

  @Test
  void tablesThatWereWrittenAreReadAgain() throws IOException {
    List<TableColumn> columns =
        List.of(
            new TableColumn("a", DType.INT16, List.of(3L), Map.of("units", "m")),
            new TableColumn("b", new CellType.Truth(), List.of(), Map.of()),
            new TableColumn("c", DType.COMPLEX64, List.of(2L), Map.of()),
            new TableColumn(
                "d", new CellType.TimePoint(CellTimeUnit.DAYS, 1), List.of(), Map.of()));
    int rows = 13;
    ArrowTable table = new ArrowTable(columns, rows, Map.of("title", "x"), new Spool(folder));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[][] cells = new byte[4][];
    table.begin(out);
    for (int n = 0; n < 4; n++) {
      int count = (int) (rows * columns.get(n).cellsOfRow());
      cells[n] = new byte[count * columns.get(n).type().size()];
      for (int i = 0; i < cells[n].length; i++) {
        cells[n][i] = (byte) (n == 1 ? i % 2 : n == 3 ? (i % 8 == 0 ? i : 0) : i);
      }
      give(table, cells[n], columns.get(n).type().size(), out);
    }
    table.end(out);
    assertThat(table.contentLength()).hasValue(out.size());
    try (FileChannel file = file(out.toByteArray())) {
      ArrowStream stream = ArrowStream.open(file);
      assertThat(stream.rows()).isEqualTo(rows);
      for (int n = 0; n < 3; n++) {
        assertThat(all(stream.cells(n, Optional.empty()))).isEqualTo(cells[n]);
      }
      assertThat(stream.columns().get(2).lists()).containsExactly(2L, 2L);
      ByteBuffer days = ByteBuffer.wrap(cells[3]).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer seconds =
          ByteBuffer.wrap(all(stream.cells(3, Optional.empty()))).order(ByteOrder.LITTLE_ENDIAN);
      while (days.hasRemaining()) {
        assertThat(seconds.getLong()).isEqualTo(days.getLong() * 86_400);
      }
    }
  }

  @Test
  void cellsOfTheFillValueAreNullInTablesThatSayOne() throws IOException {
    int rows = 27;
    FillValue nine = FillValue.of(DType.INT16, new byte[] {9, 0});
    FillValue nat =
        FillValue.of(
            new CellType.TimePoint(CellTimeUnit.HOURS, 1), new byte[] {0, 0, 0, 0, 0, 0, 0, -128});
    FillValue pair = FillValue.of(DType.COMPLEX64, new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
    List<TableColumn> columns =
        List.of(
            new TableColumn("a", DType.INT16, List.of(3L), Map.of(), Optional.of(nine)),
            new TableColumn("b", new CellType.Truth(), List.of(), Map.of()),
            new TableColumn("c", nat.dtype(), List.of(), Map.of(), Optional.of(nat)),
            new TableColumn("d", DType.COMPLEX64, List.of(), Map.of(), Optional.of(pair)));
    List<FillValue> fills = List.of(nine, nine, nat, pair);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArrowTable table = new ArrowTable(columns, rows, Map.of(), new Spool(folder))) {
      table.begin(out);
      for (int n = 0; n < 4; n++) {
        give(table, cells(columns.get(n), rows, fills.get(n)), columns.get(n).type().size(), out);
      }
      table.end(out);
      assertThat(table.contentLength()).hasValue(out.size());
    }
    try (FileChannel file = file(out.toByteArray())) {
      ArrowStream stream = ArrowStream.open(file);
      FillValue other = FillValue.of(DType.INT16, new byte[] {77, 0});
      byte[] found = all(stream.cells(0, Optional.of(other)));
      byte[] given = cells(columns.get(0), rows, nine);
      for (int at = 0; at < given.length; at += 2) {
        assertThat(found[at]).isEqualTo(given[at] == 9 ? 77 : given[at]);
      }
      assertThat(all(stream.cells(1, Optional.empty())))
          .isEqualTo(cells(columns.get(1), rows, nine));
      CellType seconds = stream.columns().get(2).type();
      byte[] times = all(stream.cells(2, Optional.of(FillValue.of(seconds, new byte[8]))));
      ByteBuffer hours =
          ByteBuffer.wrap(cells(columns.get(2), rows, nat)).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer read = ByteBuffer.wrap(times).order(ByteOrder.LITTLE_ENDIAN);
      while (hours.hasRemaining()) {
        long hour = hours.getLong();
        assertThat(read.getLong()).isEqualTo(hour == Long.MIN_VALUE ? 0 : hour * 3600);
      }
      FillValue part = FillValue.of(DType.FLOAT32, new byte[] {5, 5, 5, 5});
      byte[] parts = all(stream.cells(3, Optional.of(part)));
      byte[] pairs = cells(columns.get(3), rows, pair);
      for (int at = 0; at < pairs.length; at += 8) {
        boolean isNull = pairs[at] == 1;
        assertThat(parts[at]).isEqualTo(isNull ? 5 : pairs[at]);
        assertThat(parts[at + 4]).isEqualTo(isNull ? 5 : pairs[at + 4]);
      }
      assertThatThrownBy(() -> all(stream.cells(0, Optional.empty()))).hasMessageContaining("null");
    }
  }

  @Test
  void streamsOfTooManyPartsAreToldHowManyThereMayBe() throws IOException {
    int count = 8192;
    List<ValueColumn> columns =
        IntStream.range(0, count)
            .mapToObj(n -> new ValueColumn("c" + n, ValueColumn.Type.SIGNED))
            .toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrowRows rows = new ArrowRows(columns, out);
    int schema = out.size();
    columns.forEach(column -> rows.putNumber(1));
    rows.endRow();
    rows.end();
    byte[] whole = out.toByteArray();
    byte[] message = Arrays.copyOfRange(whole, schema, whole.length - ArrowMessages.END.length);
    Path path = folder.resolve("parts");
    try (OutputStream target = new BufferedOutputStream(Files.newOutputStream(path))) {
      target.write(whole, 0, schema);
      for (int n = 0; n <= 128; n++) {
        target.write(message);
      }
    }
    try (FileChannel file = FileChannel.open(path)) {
      assertThatThrownBy(() -> ArrowStream.open(file))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
                assertThat(e.detail()).contains("8192 columns", "128 messages");
              });
    }
  }

  /** The client would be thought to have gone, and nobody told of the disk. */
  @Test
  void cellsThatCannotBeSetAsideAreAFailureOfTheServer() throws IOException {
    TableColumn column =
        new TableColumn(
            "a",
            DType.INT16,
            List.of(),
            Map.of(),
            Optional.of(FillValue.of(DType.INT16, new byte[2])));
    try (ArrowTable table = new ArrowTable(List.of(column), 4, Map.of(), new Spool(folder))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      table.begin(out);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> give(table, new byte[8], 2, out))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Cells of which each third is the fill value. */
  private static byte[] cells(TableColumn column, int rows, FillValue fill) {
    int size = column.type().size();
    byte[] cells = new byte[(int) (rows * column.cellsOfRow()) * size];
    for (int at = 0; at < cells.length; at += size) {
      boolean isFill = at / size % 3 == 1 && size == fill.bytes().length;
      cells[at] = (byte) (size == 1 ? at % 2 : 20 + at / size % 50);
      if (isFill) {
        System.arraycopy(fill.bytes(), 0, cells, at, size);
      }
    }
    return cells;
  }

  private static void give(ArrowTable table, byte[] cells, int size, ByteArrayOutputStream out)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      for (int at = 0; at < cells.length; at += 5 * size) {
        byte[] piece = Arrays.copyOfRange(cells, at, Math.min(cells.length, at + 5 * size));
        MemorySegment memory = arena.allocate(piece.length, 8);
        memory.copyFrom(MemorySegment.ofArray(piece));
        table.cells(CellBlock.of(memory), out);
      }
    }
  }
}
