package io.hypertile.dataset.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparandTest {
  /** The literals are just above, at and just below the middle of the halves 1 and 1 + 2^-10. */
  @ParameterizedTest
  @CsvSource({
    "0x1.0020000001p0, 0x1.004p0",
    "0x1.002p0, 0x1.0p0",
    "0x1.001fffffffp0, 0x1.0p0",
    "-0x1.0020000001p0, -0x1.004p0",
  })
  void halvesAreComparedWithTheNearestHalf(String literal, String half) {
    FieldValue value = new FieldValue.Real(Double.parseDouble(half), Short.BYTES, false);
    assertThat(Comparand.Number.of(Double.parseDouble(literal)).compare(value)).hasValue(0);
  }
}
