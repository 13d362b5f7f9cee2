package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NPY headers that lie, and those that only look odd. */
class NpyHostileTest {
  private final NpyFormat format = new NpyFormat(new Spool(Path.of("absent")));
  private final WriteTarget target = WriteTarget.of(DType.FLOAT64, Shape.of(2));

  private void requireRefused(byte[] body, ErrorCode code) {
    assertThatThrownBy(() -> Bodies.decode(format, body, target))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.detail()).endsWith(".").hasSizeLessThan(300);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}",
        "[]",
        "None",
        "{'descr': '<f8'}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'x': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 2}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [2]}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2.0,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1e3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0x2,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': ('2',)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (None,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1+1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': ((2,),)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999999,)}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f8', 'fortran_order': 'False', 'shape': (2,)}",
        "{'descr': '<f8', 'fortran_order': Falsehood, 'shape': (2,)}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f8', 'fortran_order': False, 'fortran_order': True, 'shape': (2,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
        "{descr: '<f8', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f8, 'fortran_order': False, 'shape': (2,)}",
        "{'descr' '<f8', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (2,)}",
        "{'de\\x73cr': '<f8', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2,)}x",
        "(lambda: 0)()"
      })
  void decodeOfBrokenHeaderIsRefused(String header) {
    boolean call = header.contains("__import__");
    requireRefused(
        NpyFormatTest.file(header, new byte[16]),
        call ? ErrorCode.UNSUPPORTED_FORMAT : ErrorCode.MALFORMED_BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(0,)",
        "(1,)",
        "(3,)",
        "()",
        "(1, 2)",
        "(2, 1)",
        "(9223372036854775807,)",
        "(9223372036854775807, 9223372036854775807)",
        "(4294967296, 4294967296, 4294967296, 2)",
        "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,"
            + " 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,"
            + " 1, 1, 1, 1, 1, 2)"
      })
  void decodeOfOtherShapesIsRefusedBeforeAnyCell(String shape) {
    String header = "{'descr': '<f8', 'fortran_order': True, 'shape': " + shape + "}";
    requireRefused(NpyFormatTest.file(header, new byte[0]), ErrorCode.SHAPE_MISMATCH);
  }

  @Test
  void decodeOfSixtyFiveAxesIsRefused() {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1, ".repeat(65) + ")}";
    requireRefused(NpyFormatTest.file(header, new byte[8]), ErrorCode.MALFORMED_BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'|O'",
        "'O'",
        "'|b1'",
        "'?'",
        "'<M8[ns]'",
        "'<m8'",
        "'|S4'",
        "'<U4'",
        "'|V8'",
        "'|V'",
        "'T'",
        "'<f12'",
        "'<f3'",
        "'<f9'",
        "'<i3'",
        "'<i16'",
        "'<u0'",
        "'<c4'",
        "'float64'",
        "''",
        "'<'",
        "'<<f8'",
        "'f8,i4'",
        "'<f8 '",
        "[('a', '<f8')]",
        "('<f8', (2,))",
        "None",
        "8",
        "[[[[[[[[[[[[[[["
      })
  void decodeOfOtherTypesIsRefused(String descr) {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (2,)}";
    requireRefused(NpyFormatTest.file(header, new byte[16]), ErrorCode.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "93",
        "934e554d5059",
        "934e554d50590100",
        "934e554d5059010010",
        "934e554d505901001000",
        "934e554d50590000",
        "934e554d50590400100000007b",
        "934e554d50590101100000007b",
        "934e554d50590200ffffffff",
        "934e554d50590300ffffff7f7b",
        "934e554d5059020001000100",
        "934e554d5059ff00100000007b",
        "934e554d58590100",
        "504b030414000000",
        "8004950000000000",
        "5b312c325d202020",
        "7b2264617461223a"
      })
  void decodeOfNoNpyFileIsRefused(String hex) {
    requireRefused(HexFormat.of().parseHex(hex), ErrorCode.MALFORMED_BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        "{'shape': (2L,), 'fortran_order': False, 'descr': '<f8'}",
        "{\"descr\": \"=f8\", \"fortran_order\": False, \"shape\": (2,)}",
        "{'descr':'|f8','fortran_order':True,'shape':(2,),}",
        "{ 'descr' : 'f8' , 'fortran_order' : False , 'shape' : ( 2 , ) , }"
      })
  void decodeOfOddHeaderReadsTheCells(String header) {
    byte[] cells = {0, 0, 0, 0, 0, 0, -16, 63, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(Bodies.decode(format, NpyFormatTest.file(header, cells), target)).isEqualTo(cells);
  }

  @Test
  void parseKnowsTheByteOrder() {
    NpyHeader header =
        NpyHeaderParser.parse("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3)}");
    assertThat(header)
        .isEqualTo(new NpyHeader(DType.INT16, ByteOrder.BIG_ENDIAN, true, Shape.of(2, 3)));
  }

  @Test
  void faultsShowNoControlCharactersAndLittleText() {
    String header =
        "{'descr': '<f8', 'fortran_order': False, '\u0007" + "k".repeat(40_000) + "': 1}";
    byte[] body = NpyFormatTest.file(header, new byte[0]);
    assertThat(new String(body, StandardCharsets.ISO_8859_1)).contains("\u0007");
    assertThatThrownBy(() -> Bodies.decode(format, body, target))
        .isInstanceOf(ServiceException.class)
        .message()
        .hasSizeLessThan(250)
        .doesNotContain("\u0007");
  }
}
