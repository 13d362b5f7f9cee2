package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CastingTest {
  /** As {@code numpy.can_cast} says of these. */
  @ParameterizedTest
  @CsvSource({
    "INT32, INT64, true",
    "INT64, INT32, false",
    "UINT8, INT8, false",
    "UINT8, INT16, true",
    "INT8, UINT16, false",
    "INT16, FLOAT32, true",
    "INT32, FLOAT32, false",
    "INT32, FLOAT64, true",
    "INT64, FLOAT64, true",
    "UINT64, FLOAT64, true",
    "UINT64, INT64, false",
    "UINT8, FLOAT16, true",
    "INT16, FLOAT16, false",
    "FLOAT16, FLOAT32, true",
    "FLOAT64, FLOAT32, false",
    "FLOAT32, INT64, false",
    "FLOAT32, COMPLEX64, true",
    "FLOAT64, COMPLEX64, false",
    "COMPLEX64, FLOAT64, false",
    "INT64, LONGLONG, true"
  })
  void safeCastsAreThoseOfNumPy(DType from, DType to, boolean isSafe) {
    assertThat(Casting.SAFE.allows(from, to)).isEqualTo(isSafe);
    assertThat(Casting.FITTING.allows(from, to)).isTrue();
  }

  @Test
  void exactTakesTheTypeItselfAndTextsForTexts() {
    assertThat(Casting.EXACT.allows(DType.INT32, DType.INT64)).isFalse();
    assertThat(Casting.EXACT.allows(DType.LONGLONG, DType.INT64)).isTrue();
    assertThat(Casting.EXACT.allows(new CellType.FixedText(8), new CellType.Text())).isTrue();
    assertThat(Casting.EXACT.allows(new CellType.Text(), DType.INT8)).isFalse();
    assertThat(Casting.EXACT.allows(new CellType.Truth(), DType.INT8)).isFalse();
  }
}
