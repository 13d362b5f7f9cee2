package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON bodies: the forms that are taken, and several dozen that are refused, and where. */
class JsonDecodeTest {
  private static byte[] decode(String body, WriteTarget target) {
    return Bodies.decode(new JsonFormat(), body.getBytes(StandardCharsets.UTF_8), target);
  }

  private static WriteTarget target(DType dtype, String shape, String full) {
    return new WriteTarget(dtype, shape(shape), shape(full));
  }

  private static Shape shape(String text) {
    return text.isBlank()
        ? Shape.of()
        : Shape.of(Arrays.stream(text.trim().split("x")).mapToLong(Long::parseLong).toArray());
  }

  /** Cells as {@code layout=values} of the flat list shows them. */
  private static String shown(DType dtype, byte[] cells) {
    Shape flat = Shape.of(cells.length / dtype.size());
    CellsHeader header = ArrayFormatContract.header(dtype, flat);
    EncodeOptions options =
        new EncodeOptions(
            EncodeOptions.NanText.STRING,
            EncodeOptions.Int64Text.NUMBER,
            EncodeOptions.Layout.VALUES,
            false);
    byte[] text = Bodies.encode(new JsonFormat().encoder(header, options), cells);
    return new String(text, StandardCharsets.UTF_8).replace("\"", "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FLOAT64 | 2x2 | 2x2 | [[1,2],[3,4]] | [1.0,2.0,3.0,4.0]",
        "FLOAT64 | 2 | 1x2 | [1,2] | [1.0,2.0]",
        "FLOAT64 | 2 | 1x2 | [[1,2]] | [1.0,2.0]",
        "FLOAT64 | 2 | 2x1 | [[1],[2]] | [1.0,2.0]",
        "FLOAT64 | '' | 1x1 | [[7]] | [7.0]",
        "FLOAT64 | '' | 1x1 | 7 | [7.0]",
        "FLOAT64 | 2x2 | 2x2 | 0.5 | [0.5,0.5,0.5,0.5]",
        "FLOAT64 | 3 | 3 | null | ['NaN','NaN','NaN']",
        "FLOAT32 | 2 | 2 | \"-Infinity\" | ['-Infinity','-Infinity']",
        "FLOAT16 | 3 | 3 | [\"NaN\",\"Infinity\",null] | ['NaN','Infinity','NaN']",
        "FLOAT32 | 3 | 3 | [0.1,1e-50,16777217] | [0.1,0.0,1.6777216E7]",
        "FLOAT32 | 1 | 1 | [3.4028235e38] | [3.4028235E38]",
        "FLOAT16 | 3 | 3 | [0.1,65519,-1e-9] | [0.1,65504.0,-0.0]",
        "FLOAT64 | 2 | 2 | [-0.0,-0] | [-0.0,-0.0]",
        "INT8 | 4 | 4 | [5.0,-128,127,1e2] | [5,-128,127,100]",
        "UINT8 | 2 | 2 | [255,-0.0] | [255,0]",
        "INT64 | 2 | 2 | [9223372036854775807,\"-9223372036854775808\"]"
            + " | [9223372036854775807,-9223372036854775808]",
        "UINT64 | 2 | 2 | [18446744073709551615,\"9007199254740993\"]"
            + " | [18446744073709551615,9007199254740993]",
        "LONGDOUBLE | 3 | 3 | [0.1,\"1e4900\",1e-4900] | [0.1,1.0E4900,1.0E-4900]",
        "COMPLEX64 | 2 | 2 | [[1,2],[3,null]] | [[1.0,2.0],[3.0,'NaN']]",
        "COMPLEX64 | 2 | 2 | [1,[3,4]] | [[1.0,0.0],[3.0,4.0]]",
        "COMPLEX128 | 2 | 1x2 | [[[1,2],[3,4]]] | [[1.0,2.0],[3.0,4.0]]",
        "COMPLEX128 | 2x2 | 2x2 | [1,2] | [[1.0,2.0],[1.0,2.0],[1.0,2.0],[1.0,2.0]]",
        "COMPLEX128 | '' | 1 | [1,2] | [[1.0,2.0]]",
        "COMPLEX128 | 2 | 2 | 3 | [[3.0,0.0],[3.0,0.0]]",
        "COMPLEX128 | 1 | 1 | null | [['NaN',0.0]]",
        "CLONGDOUBLE | 1 | 1 | [[\"0.1\",\"-Infinity\"]] | [[0.1,'-Infinity']]",
        "INT8 | 2 | 2 | {\"data\":[1,2]} | [1,2]",
        "INT8 | 2 | 2 | {\"data\":[1,2],\"shape\":[2],\"dtype\":\"int8\"} | [1,2]",
        "INT8 | 2 | 2x1 | {\"shape\":[2,1],\"data\":[[1],[2]]} | [1,2]",
        "INT8 | 2 | 2 | {\"dtype\":\"int8\",\"dimensions\":[\"y\"],\"coordinates\":{\"y\":[1]},\"data\":3} | [3,3]",
        "LONGLONG | 1 | 1 | {\"dtype\":\"int64\",\"data\":[1]} | [1]",
        "INT8 | 1 | 1 | {\"coordinates\":{\"y\":{\"a\":[[{}]]}},\"data\":[1]} | [1]",
        "COMPLEX128 | 1 | 1x1 | {\"shape\":[1,1],\"data\":[[5]]} | [[5.0,0.0]]"
      })
  void decodeReadsEveryForm(DType dtype, String shape, String full, String body, String expected) {
    assertThat(shown(dtype, decode(body, target(dtype, shape, full)))).isEqualTo(expected);
    assertThat(shown(dtype, decode(" \n" + body + "\t ", target(dtype, shape, full))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FLOAT64 | 2x2 | [[1,2],[3]] | SHAPE_MISMATCH | [1]",
        "FLOAT64 | 2x2 | [[1,2],[3,4,5]] | SHAPE_MISMATCH | [1]",
        "FLOAT64 | 2x2 | [[1,2]] | SHAPE_MISMATCH | []",
        "FLOAT64 | 2x2 | [[1,2],[3,4],[5,6]] | SHAPE_MISMATCH | []",
        "FLOAT64 | 2x2 | [[1,2],3] | SHAPE_MISMATCH | [1]",
        "FLOAT64 | 2x2 | [[1,2],[3,[4]]] | SHAPE_MISMATCH | [1, 1]",
        "FLOAT64 | 2x2 | [1,2] | SHAPE_MISMATCH | [0]",
        "FLOAT64 | 2x2 | [[[1]]] | SHAPE_MISMATCH | [0, 0]",
        "FLOAT64 | 2x2 | [] | SHAPE_MISMATCH | []",
        "FLOAT64 | 2x2 | [[]] | SHAPE_MISMATCH | [0]",
        "FLOAT64 | 2x2 | [[1,2],[]] | SHAPE_MISMATCH | [1]",
        "FLOAT64 | '' | [1] | SHAPE_MISMATCH | []",
        "FLOAT64 | 2 | [1,true] | MALFORMED_BODY | [1]",
        "FLOAT64 | 2 | [false,1] | MALFORMED_BODY | [0]",
        "FLOAT64 | 2 | [1,\"2\"] | MALFORMED_BODY | [1]",
        "FLOAT64 | 2 | [1,\"nan\"] | MALFORMED_BODY | [1]",
        "FLOAT64 | 2 | [1,{\"a\":1}] | MALFORMED_BODY | [1]",
        "FLOAT64 | 2 | true | MALFORMED_BODY | []",
        "FLOAT64 | 2 | \"x\" | MALFORMED_BODY | []",
        "FLOAT64 | 2 | [1,1e309] | VALUE_OUT_OF_RANGE | [1]",
        "FLOAT32 | 2 | [1,-1e39] | VALUE_OUT_OF_RANGE | [1]",
        "FLOAT32 | 1 | [3.40282357e38] | VALUE_OUT_OF_RANGE | [0]",
        "FLOAT16 | 1 | [65520] | VALUE_OUT_OF_RANGE | [0]",
        "LONGDOUBLE | 1 | [1e4933] | VALUE_OUT_OF_RANGE | [0]",
        "LONGDOUBLE | 1 | [1e999999999] | VALUE_OUT_OF_RANGE | [0]",
        "COMPLEX64 | 2 | [[1,2],[3,1e39]] | VALUE_OUT_OF_RANGE | [1]",
        "INT8 | 2 | [1,300] | VALUE_OUT_OF_RANGE | [1]",
        "INT8 | 2 | [1,2.5] | VALUE_OUT_OF_RANGE | [1]",
        "INT8 | 1 | [-129] | VALUE_OUT_OF_RANGE | [0]",
        "INT8 | 1 | [1e999999999] | VALUE_OUT_OF_RANGE | [0]",
        "INT8 | 1 | [1e-999999999] | VALUE_OUT_OF_RANGE | [0]",
        "INT8 | 1 | [null] | VALUE_OUT_OF_RANGE | [0]",
        "INT8 | 1 | null | VALUE_OUT_OF_RANGE | []",
        "INT8 | 1 | [\"NaN\"] | VALUE_OUT_OF_RANGE | [0]",
        "INT8 | 1 | [\"5\"] | MALFORMED_BODY | [0]",
        "UINT8 | 1 | [-1] | VALUE_OUT_OF_RANGE | [0]",
        "UINT64 | 1 | [18446744073709551616] | VALUE_OUT_OF_RANGE | [0]",
        "UINT64 | 1 | [-1] | VALUE_OUT_OF_RANGE | [0]",
        "INT64 | 1 | [9223372036854775808] | VALUE_OUT_OF_RANGE | [0]",
        "INT64 | 1 | [\"9223372036854775808\"] | VALUE_OUT_OF_RANGE | [0]",
        "INT64 | 1 | [\" 5\"] | MALFORMED_BODY | [0]",
        "INT64 | 1 | [\"0x5\"] | MALFORMED_BODY | [0]",
        "INT64 | 1 | [\"\"] | MALFORMED_BODY | [0]",
        "INT64 | 1 | [\"1.5\"] | VALUE_OUT_OF_RANGE | [0]",
        "COMPLEX64 | 2 | [[1,2],[3]] | MALFORMED_BODY | [1]",
        "COMPLEX64 | 2 | [[1,2],[3,4,5]] | MALFORMED_BODY | [1]",
        "COMPLEX64 | 2 | [[1,2],[]] | MALFORMED_BODY | [1]",
        "COMPLEX64 | 2 | [[1,2],[[3],4]] | MALFORMED_BODY | [1]",
        "COMPLEX64 | 2 | [[1,2],[true,4]] | MALFORMED_BODY | [1]",
        "COMPLEX64 | 2x2 | [1,2,3] | MALFORMED_BODY | []",
        "FLOAT64 | 3 | [1,2,}] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,NaN] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,+3] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,03] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,.3] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,3.] | MALFORMED_BODY | [2]",
        "FLOAT64 | 3 | [1,2,0x3] | MALFORMED_BODY | [3]",
        "FLOAT64 | 3 | [1,,2] | MALFORMED_BODY | [1]",
        "FLOAT64 | 3 | [1,2 3] | MALFORMED_BODY | [2]"
      })
  void decodeNamesTheFirstWrongPlace(
      DType dtype, String shape, String body, ErrorCode code, String index) {
    WriteTarget target = target(dtype, shape, shape);
    for (String text : new String[] {body, "{\"data\":" + body + "}"}) {
      assertThatThrownBy(() -> decode(text, target))
          .as(text)
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).as(e.detail()).isEqualTo(code);
                assertThat(e.members().get("index")).hasToString(index);
                assertThat(e.detail()).endsWith(".").hasSizeLessThan(300);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | MALFORMED_BODY",
        "{} | MALFORMED_BODY",
        "{\"shape\":[2]} | MALFORMED_BODY",
        "{\"data\":} | MALFORMED_BODY",
        "{\"data\":[1,2] | MALFORMED_BODY",
        "{\"data\":[1,2]}} | MALFORMED_BODY",
        "{\"data\":[1,2]} [1] | MALFORMED_BODY",
        "{\"data\":[1,2],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[2],\"shape\":[2],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"dta\":[1,2]} | MALFORMED_BODY",
        "{\"data\":[1,2],\"more\":1} | MALFORMED_BODY",
        "{\"data\":[1,2],} | MALFORMED_BODY",
        "{'data':[1,2]} | MALFORMED_BODY",
        "[1,2] [3,4] | MALFORMED_BODY",
        "[1,2]] | MALFORMED_BODY",
        "[1,2],3 | MALFORMED_BODY",
        "[1,2]x | MALFORMED_BODY",
        "[1,2]/* */ | MALFORMED_BODY",
        "5 6 | MALFORMED_BODY",
        "5] | MALFORMED_BODY",
        "7 null | MALFORMED_BODY",
        "] | MALFORMED_BODY",
        "} | MALFORMED_BODY",
        "{\"shape\":2,\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[2.0],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[-2],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[[2]],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[99999999999999999999],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[\"2\"],\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":null,\"data\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[3],\"data\":[1,2]} | SHAPE_MISMATCH",
        "{\"shape\":[],\"data\":1} | SHAPE_MISMATCH",
        "{\"data\":[1,2],\"shape\":[3]} | SHAPE_MISMATCH",
        "{\"data\":[1,2],\"shape\":[1,2]} | MALFORMED_BODY",
        "{\"shape\":[1,2],\"data\":[1,2]} | SHAPE_MISMATCH",
        "{\"dtype\":\"float64\",\"data\":[1,2]} | VALUE_OUT_OF_RANGE",
        "{\"data\":[1,2],\"dtype\":\"float64\"} | VALUE_OUT_OF_RANGE",
        "{\"dtype\":\"number\",\"data\":[1,2]} | VALUE_OUT_OF_RANGE",
        "{\"dtype\":5,\"data\":[1,2]} | MALFORMED_BODY",
        "{\"dtype\":null,\"data\":[1,2]} | MALFORMED_BODY"
      })
  void decodeOfBrokenDocumentIsRefused(String body, ErrorCode code) {
    WriteTarget target = target(DType.INT16, "2", "1x2");
    assertThatThrownBy(() -> decode(body, target))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).as(e.detail()).isEqualTo(code);
              assertThat(e.detail()).endsWith(".").hasSizeLessThan(300);
            });
  }

  @Test
  void decodeOfHugeTokensIsRefused() {
    WriteTarget target = target(DType.INT16, "2", "2");
    String[] bodies = {
      "[1," + "9".repeat(1001) + "]",
      "[1,0." + "9".repeat(50_000_000) + "]",
      "[1,\"" + "9".repeat(5_000_000) + "\"]",
      "[".repeat(65),
      "[".repeat(1_000_000),
      "{\"coordinates\":" + "[".repeat(100_000),
      "{\"" + "k".repeat(1_000_000) + "\":1}",
      "{\"shape\":[" + "1,".repeat(1_000_000) + "1]}",
      "{\"dtype\":\"" + "x".repeat(1_000_000) + "\"}"
    };
    for (String body : bodies) {
      assertThatThrownBy(() -> decode(body, target))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isIn(ErrorCode.MALFORMED_BODY, ErrorCode.SHAPE_MISMATCH);
                assertThat(e.detail()).hasSizeLessThan(300);
              });
    }
    assertThat(
            shown(DType.FLOAT64, decode("0." + "3".repeat(998), target(DType.FLOAT64, "1", "1"))))
        .isEqualTo("[0.3333333333333333]");
  }

  @Test
  void decodeSkipsLongCoordinates() {
    String labels = "\"" + "x".repeat(100_000) + "\",";
    String body = "{\"coordinates\":{\"y\":[" + labels.repeat(20) + "1]},\"data\":[1,2]}";
    assertThat(decode(body, target(DType.INT8, "2", "2"))).containsExactly(1, 2);
  }

  @Test
  void valueTextIsShortened() {
    assertThatThrownBy(() -> decode("[" + "8".repeat(900) + "]", target(DType.INT8, "1", "1")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat((String) e.members().get("value")).hasSize(60).endsWith("…"));
  }

  @ParameterizedTest
  @CsvSource({"UTF-16BE", "UTF-16LE", "UTF-32BE"})
  void decodeOfOtherUnicodeIsReadOrRefused(String charset) {
    byte[] body = "[1,2]".getBytes(Charset.forName(charset));
    assertThat(Bodies.decode(new JsonFormat(), body, target(DType.INT8, "2", "2")))
        .containsExactly(1, 2);
    byte[] broken = {'[', '"', (byte) 0xc3, '(', '"', ']'};
    assertThatThrownBy(() -> Bodies.decode(new JsonFormat(), broken, target(DType.INT8, "1", "1")))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void failureOfTheStreamStaysAnIoException() {
    InputStream failing =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at == 3) {
              throw new IOException("connection reset");
            }
            return "[1,".charAt(at++);
          }
        };
    assertThatThrownBy(
            () -> {
              try (CellSource source =
                  new JsonFormat()
                      .decoder(failing, target(DType.INT8, "2", "2"), DecodeOptions.none())) {
                source.read(ByteBuffer.allocate(8));
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  /** Many cells pass through a body that never ends until it is told to. */
  @Test
  void decodeOfManyCellsHoldsFewOfThem() throws IOException {
    long cells = 3_000_000;
    InputStream body =
        new InputStream() {
          private long at;

          @Override
          public int read() {
            long total = 1 + cells * 2;
            if (at == total) {
              return -1;
            }
            long now = at++;
            return now == 0 ? '[' : now == total - 1 ? ']' : now % 2 == 1 ? '7' : ',';
          }
        };
    WriteTarget target = WriteTarget.of(DType.FLOAT64, Shape.of(cells));
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    long bytes = 0;
    try (CellSource source = new JsonFormat().decoder(body, target, DecodeOptions.none())) {
      for (int count = source.read(buffer); count >= 0; count = source.read(buffer.clear())) {
        bytes += count;
      }
    }
    assertThat(bytes).isEqualTo(cells * 8);
  }

  @Test
  void decodeOfNothingReadsNoCells() throws IOException {
    try (CellSource source =
        new JsonFormat()
            .decoder(
                new ByteArrayInputStream("[[],[]]".getBytes(StandardCharsets.UTF_8)),
                WriteTarget.of(DType.INT8, Shape.of(2, 0)),
                DecodeOptions.none())) {
      assertThat(source.read(ByteBuffer.allocate(4))).isEqualTo(-1);
    }
  }
}
