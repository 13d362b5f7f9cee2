package io.hypertile.partition.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpackedCellsTest {
  /** The numbers are just above and at the middle of the halves 1 and 1 + 2^-10. */
  @ParameterizedTest
  @CsvSource({"0x1.0020000001p0, 3c01", "0x1.002p0, 3c00"})
  void halvesAreTheNearestOnes(String packed, String half) throws Exception {
    FillValue none = FillValue.defaultOf(DType.FLOAT16);
    ByteBuffer given = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    given.putDouble(0, Double.parseDouble(packed));
    CellSource source =
        target -> {
          if (!given.hasRemaining()) {
            return -1;
          }
          target.put(given);
          return Double.BYTES;
        };
    ByteBuffer made = ByteBuffer.allocate(Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (UnpackedCells cells =
        new UnpackedCells(source, DType.FLOAT64, new Packing(1, 0, List.of()), none)) {
      assertThat(cells.read(made)).isEqualTo(Short.BYTES);
    }
    assertThat(made.getShort(0)).isEqualTo(Short.parseShort(half, 16));
  }
}
