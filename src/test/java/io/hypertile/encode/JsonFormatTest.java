package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.encode.EncodeOptions.Int64Text;
import io.hypertile.encode.EncodeOptions.Layout;
import io.hypertile.encode.EncodeOptions.NanText;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RandomCells;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.X87;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonFormatTest extends ReadableFormatContract {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final EncodeOptions VALUES =
      new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.VALUES, false);
  private static final EncodeOptions STRINGS =
      new EncodeOptions(NanText.STRING, Int64Text.STRING, Layout.VALUES, false);

  @Override
  protected ArrayFormat format() {
    return new JsonFormat();
  }

  static CoordinateColumn labels(String... labels) {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.TEXTS;
      }

      @Override
      public String text(long n) {
        return labels[(int) n];
      }
    };
  }

  private String encode(DType dtype, byte[] cells, EncodeOptions options) {
    Shape shape = Shape.of(cells.length / dtype.size());
    byte[] body = Bodies.encode(format().encoder(header(dtype, shape), options), cells);
    return new String(body, StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(
            DType.FLOAT64,
            bytes(64)
                .putDouble(0.1)
                .putDouble(-0.0)
                .putDouble(1e300)
                .putDouble(Double.NaN)
                .putDouble(Double.POSITIVE_INFINITY)
                .putDouble(Double.NEGATIVE_INFINITY)
                .putDouble(1e10)
                .putDouble(9_007_199_254_740_993.0),
            "[0.1,-0.0,1.0E300,null,\"Infinity\",\"-Infinity\",1.0E10,9.007199254740992E15]",
            "[0.1,-0.0,1.0E300,\"NaN\",\"Infinity\",\"-Infinity\",1.0E10,9.007199254740992E15]"),
        Arguments.of(DType.FLOAT32, bytes(8).putFloat(0.1f).putFloat(3), "[0.1,3.0]", "[0.1,3.0]"),
        Arguments.of(
            DType.FLOAT16,
            bytes(8)
                .putShort(Float.floatToFloat16(0.1f))
                .putShort((short) 1)
                .putShort((short) 0x7bff)
                .putShort((short) 0xfe00),
            "[0.1,6.0E-8,65504.0,null]",
            "[0.1,6.0E-8,65504.0,\"NaN\"]"),
        Arguments.of(
            DType.INT64,
            bytes(24).putLong(Long.MIN_VALUE).putLong((1L << 53) + 1).putLong(-7),
            "[-9223372036854775808,9007199254740993,-7]",
            "[\"-9223372036854775808\",\"9007199254740993\",\"-7\"]"),
        Arguments.of(
            DType.UINT64,
            bytes(16).putLong(-1).putLong(Long.MIN_VALUE),
            "[18446744073709551615,9223372036854775808]",
            "[\"18446744073709551615\",\"9223372036854775808\"]"),
        Arguments.of(DType.UINT32, bytes(4).putInt(-1), "[4294967295]", "[4294967295]"),
        Arguments.of(DType.UINT16, bytes(2).putShort((short) -1), "[65535]", "[65535]"),
        Arguments.of(DType.UINT8, bytes(1).put((byte) -1), "[255]", "[255]"),
        Arguments.of(DType.INT8, bytes(1).put((byte) -128), "[-128]", "[-128]"),
        Arguments.of(
            DType.COMPLEX128,
            bytes(32)
                .putDouble(1)
                .putDouble(Double.NaN)
                .putDouble(-0.0)
                .putDouble(Double.NEGATIVE_INFINITY),
            "[[1.0,null],[-0.0,\"-Infinity\"]]",
            "[[1.0,\"NaN\"],[-0.0,\"-Infinity\"]]"),
        Arguments.of(
            DType.LONGDOUBLE,
            extended("0.1", "1e4932", "-3.6451995318824746025e-4951", "5"),
            "[0.1,1.0E4932,-4.0E-4951,5.0]",
            "[0.1,1.0E4932,-4.0E-4951,5.0]"));
  }

  private static ByteBuffer extended(String... texts) {
    ByteBuffer bytes = bytes(texts.length * 16);
    for (String text : texts) {
      X87 number = X87.parse(text);
      bytes.putLong(number.significand()).putLong(number.signExponent());
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void encodeWritesNumbers(DType dtype, ByteBuffer cells, String text, String withStrings) {
    assertThat(encode(dtype, cells.array(), VALUES)).isEqualTo(text);
    assertThat(encode(dtype, cells.array(), STRINGS)).isEqualTo(withStrings);
  }

  @Test
  void encodeOfDocumentHasEverything() {
    CellsHeader header =
        new CellsHeader(
            DType.INT16,
            Shape.of(2, 3),
            List.of("y", "a \"name\"\n"),
            List.of(CoordinateColumn.positions(), labels("p", "\u0001\\", "\ud800 \ud83d\ude00")));
    EncodeOptions options =
        new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.DOCUMENT, true);
    byte[] cells = {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0};
    String text =
        new String(Bodies.encode(format().encoder(header, options), cells), StandardCharsets.UTF_8);
    assertThat(text)
        .isEqualTo(
            "{\"dtype\":\"int16\",\"shape\":[2,3],\"dimensions\":[\"y\",\"a \\\"name\\\"\\u000a\"],"
                + "\"coordinates\":{\"y\":[0,1],\"a \\\"name\\\"\\u000a\":"
                + "[\"p\",\"\\u0001\\\\\",\"\\ud800 \ud83d\ude00\"]},"
                + "\"data\":[[1,2,3],[4,5,6]]}");
    assertThat(STRICT.readTree(text).get("dimensions").get(1).asString()).isEqualTo("a \"name\"\n");
    assertThat(
            Bodies.decode(
                format(),
                text.getBytes(StandardCharsets.UTF_8),
                WriteTarget.of(DType.INT16, Shape.of(2, 3))))
        .isEqualTo(cells);
  }

  @Test
  void encodeOfRankZeroIsABareNumber() {
    byte[] body = Bodies.encode(encoder(DType.INT8, Shape.of()), new byte[] {5});
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo("{\"dtype\":\"int8\",\"shape\":[],\"dimensions\":[],\"data\":5}");
  }

  @Test
  void encodeOfNoCellsKeepsTheNesting() {
    byte[] body = Bodies.encode(encoder(DType.INT8, Shape.of(2, 0, 3)), new byte[0]);
    assertThat(new String(body, StandardCharsets.UTF_8)).endsWith("\"data\":[[],[]]}");
  }

  /** A strict parser that is not ours finds the same numbers in the same places. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void encodeIsStrictJsonWithTheSameNumbers(DType dtype) {
    Shape shape = Shape.of(3, 1, 50);
    byte[] cells = RandomCells.of(dtype, shape.cells(), random());
    byte[] body = Bodies.encode(format().encoder(header(dtype, shape), VALUES), cells);
    JsonNode root = STRICT.readTree(body);
    int parts = dtype.size() / dtype.componentSize();
    for (int cell = 0; cell < shape.cells(); cell++) {
      JsonNode node = root.get(cell / 50).get(0).get(cell % 50);
      for (int part = 0; part < parts; part++) {
        JsonNode number = parts == 1 ? node : node.get(part);
        requireSame(dtype, cells, cell * dtype.size() + part * dtype.componentSize(), number);
      }
    }
    assertThat(root.size()).isEqualTo(3);
  }

  private static void requireSame(DType dtype, byte[] cells, int at, JsonNode number) {
    ByteBuffer bytes = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN);
    String text = number.isNull() ? "NaN" : number.asString();
    if (dtype.isInteger()) {
      byte[] big = Arrays.copyOfRange(cells, at, at + dtype.size());
      for (int i = 0; i < big.length / 2; i++) {
        byte swap = big[i];
        big[i] = big[big.length - 1 - i];
        big[big.length - 1 - i] = swap;
      }
      boolean signed = dtype.kind() == DType.Kind.SIGNED;
      assertThat(number.isIntegralNumber()).isTrue();
      assertThat(number.bigIntegerValue())
          .isEqualTo(signed ? new BigInteger(big) : new BigInteger(1, big));
      return;
    }
    if (number.isNumber() && number.decimalValue().signum() == 0) {
      // The parser's decimals have no negative zero.
      assertThat(Arrays.copyOfRange(cells, at, at + dtype.componentSize()))
          .isIn(new byte[dtype.componentSize()], negativeZero(dtype));
      return;
    }
    switch (dtype.componentSize()) {
      case 2 ->
          assertThat(Float.floatToFloat16(Float.parseFloat(text))).isEqualTo(bytes.getShort(at));
      case 4 ->
          assertThat(Float.floatToIntBits(Float.parseFloat(text))).isEqualTo(bytes.getInt(at));
      case 8 ->
          assertThat(Double.doubleToLongBits(Double.parseDouble(text)))
              .isEqualTo(bytes.getLong(at));
      default -> {
        X87 expected = X87.get(MemorySegment.ofArray(cells), at);
        assertThat(number.isNumber()).isEqualTo(expected.isFinite());
        assertThat(expected.isFinite() ? X87.parse(text).toString() : text)
            .isEqualTo(expected.toString());
      }
    }
  }

  private static byte[] negativeZero(DType dtype) {
    byte[] zero = new byte[dtype.componentSize()];
    zero[zero.length == 16 ? 9 : zero.length - 1] = (byte) 0x80;
    return zero;
  }

  @Test
  void encodeOfSixtyThreeAxesIsRefused() {
    long[] lengths = new long[63];
    Arrays.fill(lengths, 1);
    assertThatThrownBy(() -> encoder(DType.INT8, Shape.of(lengths)))
        .isInstanceOf(ServiceException.class);
    byte[] cell = {9};
    long[] fewer = Arrays.copyOf(lengths, 62);
    byte[] body = Bodies.encode(encoder(DType.INT8, Shape.of(fewer)), cell);
    assertThat(Bodies.decode(format(), body, WriteTarget.of(DType.INT8, Shape.of(fewer))))
        .isEqualTo(cell);
  }
}
