package io.hypertile.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiderTypesTest {
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);

  @ParameterizedTest
  @CsvSource({
    "int16, int32, int32",
    "uint8, uint64, uint64",
    "int8, uint8, int16",
    "int8, uint32, int64",
    "int64, uint8, int64",
    "int64, uint64, int64",
    "int8, uint64, int64",
    "int32, float32, float64",
    "uint32, float32, float64",
    "int16, float32, float32",
    "uint16, float16, float32",
    "float16, float32, float32",
    "float32, float64, float64",
    "int8, float64, float64",
    "longlong, int64, int64"
  })
  void widensNumbersInEitherOrder(String one, String other, String merged) {
    DType left = DType.byNumpyName(one).orElseThrow();
    DType right = DType.byNumpyName(other).orElseThrow();
    DType wider = DType.byNumpyName(merged).orElseThrow();

    assertThat(WiderTypes.merge(left, right)).contains(wider);
    assertThat(WiderTypes.merge(right, left)).contains(wider);
  }

  @Test
  void everyTypeMergesWithItself() {
    for (DType type : DType.values()) {
      assertThat(WiderTypes.merge(type, type)).contains(type);
    }
    assertThat(WiderTypes.merge(TIME, TIME)).contains(TIME);
  }

  @Test
  void textsTakeTimesAndLongerTexts() {
    assertThat(WiderTypes.merge(new CellType.Text(), TIME)).contains(new CellType.Text());
    assertThat(WiderTypes.merge(new CellType.FixedText(8), new CellType.FixedText(16)))
        .contains(new CellType.FixedText(16));
    assertThat(WiderTypes.merge(new CellType.FixedText(8), new CellType.Text()))
        .contains(new CellType.Text());
  }

  @Test
  void keepsApartWhatIsNoNumberOrText() {
    assertThat(WiderTypes.merge(DType.INT8, new CellType.Truth())).isEqualTo(Optional.empty());
    assertThat(WiderTypes.merge(DType.INT64, TIME)).isEmpty();
    assertThat(WiderTypes.merge(DType.FLOAT64, new CellType.Text())).isEmpty();
    assertThat(WiderTypes.merge(DType.COMPLEX64, DType.FLOAT32)).isEmpty();
    assertThat(WiderTypes.merge(DType.LONGDOUBLE, DType.FLOAT64)).isEmpty();
  }
}
