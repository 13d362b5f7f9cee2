package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvFormatTest extends ArrayFormatContract {
  @Override
  ArrayFormat format() {
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
                new Random(3)),
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
