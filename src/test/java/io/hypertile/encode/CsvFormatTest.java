package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFormatTest extends ArrayFormatContract {
  @Override
  protected ArrayFormat format() {
    return new CsvFormat();
  }

  @Test
  void encodeGivesARowForEachCell() {
    ByteBuffer cells = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    cells.putDouble(0.1).putDouble(Double.NaN).putDouble(-0.0).putDouble(Double.NEGATIVE_INFINITY);
    CellsHeader header =
        new CellsHeader(
            DType.FLOAT64,
            Shape.of(2, 2),
            List.of("a,b", "label"),
            List.of(
                CoordinateColumn.positions(),
                JsonFormatTest.labels("wind \"speed\"", "temp\u00e9rature")));
    String text =
        new String(
            Bodies.encode(
                format().encoder(header, EncodeOptions.defaults()),
                cells.array(),
                8,
                TestSeed.random(3)),
            StandardCharsets.UTF_8);
    assertThat(text)
        .isEqualTo(
            "\"a,b\",label,value\r\n"
                + "0,\"wind \"\"speed\"\"\",0.1\r\n"
                + "0,temp\u00e9rature,NaN\r\n"
                + "1,\"wind \"\"speed\"\"\",-0.0\r\n"
                + "1,temp\u00e9rature,-Infinity\r\n");
  }

  @Test
  void answersSayTheirCharset() {
    assertThat(format().contentType()).isEqualTo("text/csv;charset=UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "float64|x;y|value",
        "float64|value;z|value_",
        "float64|z;value|value_",
        "float64|value;value_|value__",
        "float64|value_;x|value",
        "float64|Value|value",
        "float64|value_real|value",
        "complex64|x|value_real;value_imag",
        "complex64|value|value_real;value_imag",
        "complex64|value_imag|value_real_;value_imag_",
        "complex64|value_real;value_imag_|value_real__;value_imag__",
        "float64|a,b;c\"d;\"|value",
        "float64|two\\nlines;back\\rhere; blank |value"
      })
  void columnsHaveNamesThatDiffer(String dtype, String dimensions, String cells) {
    List<String> names = List.of(dimensions.replace("\\n", "\n").replace("\\r", "\r").split(";"));
    DType cellType = DType.valueOf(dtype.toUpperCase(Locale.ROOT));
    Shape one = Shape.of(Collections.nCopies(names.size(), 1L));
    CellEncoder encoder =
        format().encoder(CellsHeader.of(cellType, one, names), EncodeOptions.defaults());
    byte[] text = Bodies.encode(encoder, new byte[cellType.size()]);
    List<String> expected = new ArrayList<>(names);
    expected.addAll(List.of(cells.split(";")));
    List<List<String>> records = Rfc4180.records(new String(text, StandardCharsets.UTF_8));
    assertThat(records).hasSize(2);
    assertThat(records.getFirst()).isEqualTo(expected);
    assertThat(records.getLast()).hasSameSizeAs(expected).containsOnly("0", "0.0");
    assertThat(expected).doesNotHaveDuplicates();
  }

  @Test
  void encodeOfComplexCellsHasTwoColumns() {
    ByteBuffer cells = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    cells.putFloat(1.5f).putFloat(-2);
    byte[] text = Bodies.encode(encoder(DType.COMPLEX64, Shape.of()), cells.array());
    assertThat(new String(text, StandardCharsets.UTF_8))
        .isEqualTo("value_real,value_imag\r\n1.5,-2.0\r\n");
  }

  @Test
  void encodeOfLongAxisMakesEveryCoordinate() {
    int count = 5000;
    byte[] text = Bodies.encode(encoder(DType.UINT8, Shape.of(count)), new byte[count]);
    List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(count + 1).contains("4095,0", "4096,0", "4097,0", "4999,0");
  }

  @Test
  void decodeIsRefused() {
    assertThat(format().isReadable()).isFalse();
    assertThatThrownBy(
            () -> Bodies.decode(format(), new byte[1], WriteTarget.of(DType.INT8, Shape.of(1))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT));
  }
}
