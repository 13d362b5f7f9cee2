package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.EncodeOptions.Int64Text;
import io.hypertile.encode.EncodeOptions.Layout;
import io.hypertile.encode.EncodeOptions.NanText;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cells that are no numbers, against files and values of NumPy. */
class NpyCellsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final EncodeOptions VALUES =
      new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.VALUES, false);
  private static final Map<String, CellType> TYPES =
      Map.of(
          "texts", new CellType.FixedText(64),
          "texts-big", new CellType.FixedText(64),
          "texts-fortran", new CellType.FixedText(64),
          "bytes", new CellType.FixedBytes(6),
          "raw", new CellType.RawBytes(5),
          "truths", new CellType.Truth(),
          "times-ns", new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1),
          "times-ns-big", new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1),
          "days", new CellType.TimePoint(CellTimeUnit.DAYS, 1),
          "spans", new CellType.TimeSpan(CellTimeUnit.SECONDS, 25));

  @TempDir private Path spool;

  static byte[] resource(String name) {
    try (InputStream in = NpyCellsTest.class.getResourceAsStream("/npy-cells/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode described() {
    return JSON.readTree(resource("cells.json"));
  }

  static Stream<String> names() {
    return described().propertyNames().stream();
  }

  private NpyFormat npy() {
    return new NpyFormat(new Spool(spool));
  }

  private static Shape shape(JsonNode described) {
    return Shape.of(described.get("shape").get(0).asLong(), described.get("shape").get(1).asLong());
  }

  private static JsonNode flat(byte[] json) {
    var flat = JSON.createArrayNode();
    JSON.readTree(json).forEach(row -> row.forEach(flat::add));
    return flat;
  }

  private static CellsHeader header(CellType type, Shape shape) {
    return CellsHeader.of(type, shape, List.of("y", "x"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void cellsOfOneSizeAreThoseOfNumpyInEveryFormat(String name) {
    JsonNode described = described().get(name);
    CellType type = TYPES.get(name);
    Shape shape = shape(described);
    assertThat(type.numpyName()).isEqualTo(described.get("dtype").stringValue());
    WriteTarget target = WriteTarget.of(type, shape);
    byte[] cells = Bodies.decode(npy(), resource(name + ".npy"), target, TestSeed.random());
    byte[] json =
        Bodies.encode(
            new JsonFormat().encoder(header(type, shape), VALUES),
            cells,
            type.size(),
            TestSeed.random());
    assertThat(flat(json)).isEqualTo(described.get("cells"));
    assertThat(Bodies.decode(new JsonFormat(), json, target, TestSeed.random())).isEqualTo(cells);
    byte[] raw = Bodies.encode(new RawFormat().encoder(header(type, shape), VALUES), cells);
    assertThat(raw).isEqualTo(cells);
    assertThat(Bodies.decode(new RawFormat(), raw, target, TestSeed.random())).isEqualTo(cells);
    if (!name.endsWith("-big") && !name.endsWith("-fortran")) {
      byte[] file = Bodies.encode(npy().encoder(header(type, shape), VALUES), cells);
      assertThat(file).isEqualTo(resource(name + ".npy"));
    }
  }

  /** Gives the cells of a stream of any length to an encoder, some at a time. */
  private static byte[] encodeAnyLength(CellEncoder encoder, byte[] stream, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofConfined();
        HeapMemory heap = HeapMemory.ofChunk(MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20))) {
      CellBlock cells = new CellBlock(arena.allocate(count * 16L, 8), heap);
      for (int cell = 0; cell < count; cell++) {
        byte[] own = new byte[bytes.getInt()];
        bytes.get(own);
        cells.slice(cell * 16L, 16).fill(MemorySegment.ofArray(own));
      }
      assertThat(bytes.hasRemaining()).isFalse();
      encoder.begin(out);
      encoder.cells(cells.slice(0, 16), out);
      encoder.cells(cells.slice(16, 0), out);
      encoder.cells(cells.slice(16, (count - 1) * 16L), out);
      encoder.end(out);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"texts", "texts-big", "texts-fortran", "bytes"})
  void cellsOfAnyLengthAreThoseOfNumpyInEveryFormat(String name) {
    JsonNode described = described().get(name);
    CellType type = name.equals("bytes") ? new CellType.AnyBytes() : new CellType.Text();
    Shape shape = shape(described);
    WriteTarget target = WriteTarget.of(type, shape);
    byte[] stream = Bodies.decode(npy(), resource(name + ".npy"), target, TestSeed.random());
    CellEncoder encoder = new JsonFormat().encoder(header(type, shape), VALUES);
    byte[] json = encodeAnyLength(encoder, stream, 12);
    assertThat(flat(json)).isEqualTo(described.get("cells"));
    assertThat(Bodies.decode(new JsonFormat(), json, target, TestSeed.random())).isEqualTo(stream);
    CellEncoder sized = npy().encoder(header(type, shape), TYPES.get(name));
    byte[] file = encodeAnyLength(sized, stream, 12);
    assertThat(file).hasSize((int) sized.contentLength().orElseThrow());
    assertThat(file).isEqualTo(resource(name.equals("bytes") ? "bytes.npy" : "texts.npy"));
  }

  @Test
  void fieldsOfCsvAreReadAsTheTextsThatTheyAre() {
    byte[] stream =
        Bodies.decode(
            npy(),
            resource("texts.npy"),
            WriteTarget.of(new CellType.Text(), Shape.of(3, 4)),
            TestSeed.random());
    CellEncoder csv = new CsvFormat().encoder(header(new CellType.Text(), Shape.of(3, 4)), VALUES);
    String text = new String(encodeAnyLength(csv, stream, 12), StandardCharsets.UTF_8);
    assertThat(text)
        .startsWith("y,x,value\r\n0,0,\"\"\r\n0,1,a\r\n0,2,Köln\r\n")
        .contains("1,1,\"say \"\"hi\"\"\"\r\n", "2,2,\" led, by a comma\"\r\n", "\"tab\tnew\n\"");
  }

  @Test
  void textsWithoutALimitOfTheirOwnComeThroughJsonWhole() {
    String letters = "é".repeat(70_000);
    String body = "[\"" + letters + "\", \"\", \"z\"]";
    WriteTarget target = WriteTarget.of(new CellType.Text(), Shape.of(3));
    byte[] stream =
        Bodies.decode(
            new JsonFormat(), body.getBytes(StandardCharsets.UTF_8), target, TestSeed.random());
    ByteBuffer cells = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(cells.getInt()).isEqualTo(140_000);
    assertThat(stream).hasSize(140_000 + 1 + 3 * 4);
  }

  private void assertRefused(ArrayFormat format, String body, CellType type, ErrorCode code) {
    WriteTarget target = WriteTarget.of(type, Shape.of(2));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Bodies.decode(format, bytes, target, TestSeed.random()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
  }

  @Test
  void valuesThatDoNotFitAreRefusedByTheirPlace() {
    JsonFormat json = new JsonFormat();
    CellType days = TYPES.get("days");
    assertRefused(json, "[\"a\", 5]", new CellType.Text(), ErrorCode.MALFORMED_BODY);
    assertRefused(json, "[\"a\", \"\\ud800\"]", new CellType.Text(), ErrorCode.VALUE_OUT_OF_RANGE);
    assertRefused(
        json, "[\"a\", \"abc\"]", new CellType.FixedText(8), ErrorCode.VALUE_OUT_OF_RANGE);
    assertRefused(json, "[\"AAAA\", \"AAA\"]", new CellType.AnyBytes(), ErrorCode.MALFORMED_BODY);
    assertRefused(
        json, "[\"AAAA\", \"AAA=\"]", new CellType.RawBytes(3), ErrorCode.VALUE_OUT_OF_RANGE);
    assertRefused(json, "[true, 1]", new CellType.Truth(), ErrorCode.MALFORMED_BODY);
    assertRefused(json, "[\"2024-01-31T01:00\", null]", days, ErrorCode.VALUE_OUT_OF_RANGE);
    assertRefused(json, "[\"2024-02-30\", null]", days, ErrorCode.MALFORMED_BODY);
    assertRefused(json, "[1.5, null]", days, ErrorCode.VALUE_OUT_OF_RANGE);
    assertRefused(new RawFormat(), "", new CellType.Text(), ErrorCode.UNSUPPORTED_FORMAT);
  }

  private byte[] times(String name, CellType type) {
    WriteTarget target = WriteTarget.of(type, Shape.of(3, 4));
    byte[] cells = Bodies.decode(npy(), resource(name + ".npy"), target, TestSeed.random());
    CellEncoder json = new JsonFormat().encoder(header(type, Shape.of(3, 4)), VALUES);
    return Bodies.encode(json, cells);
  }

  @Test
  void timesOfOtherUnitsAreTheSameTimes() {
    assertThat(flat(times("days", new CellType.TimePoint(CellTimeUnit.SECONDS, 1))))
        .startsWith(
            JSON.valueToTree("0001-01-01T00:00:00"),
            JSON.nullNode(),
            JSON.valueToTree("9999-12-31T00:00:00"),
            JSON.valueToTree("2024-01-31T00:00:00"));
    assertThat(flat(times("spans", new CellType.TimeSpan(CellTimeUnit.MILLISECONDS, 500))))
        .startsWith(
            JSON.valueToTree(0),
            JSON.valueToTree(50),
            JSON.valueToTree(-250),
            JSON.valueToTree(50_000));
    for (CellType lost :
        List.of(
            new CellType.TimePoint(CellTimeUnit.SECONDS, 1),
            new CellType.TimePoint(CellTimeUnit.ATTOSECONDS, 1))) {
      assertThatThrownBy(() -> times("times-ns", lost))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE));
    }
    assertThatThrownBy(() -> times("days", new CellType.TimePoint(CellTimeUnit.YEARS, 1)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT));
  }

  @Test
  void formatsSayWhichCellsTheyCannotHave() {
    CellsHeader texts = header(new CellType.Text(), Shape.of(1, 1));
    for (ArrayFormat format : List.of(npy(), new RawFormat())) {
      assertThatThrownBy(() -> format.encoder(texts, VALUES))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE));
    }
    byte[] file = resource("texts.npy");
    assertThatThrownBy(() ->
            Bodies.decode(
                npy(), file, WriteTarget.of(DType.INT32, Shape.of(3, 4)), TestSeed.random()))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT));
    assertThatThrownBy(() ->
            Bodies.decode(
                npy(),
                file,
                WriteTarget.of(new CellType.FixedText(12), Shape.of(3, 4)),
                TestSeed.random()))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE));
  }
}
