package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTextTest {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  @ParameterizedTest
  @CsvSource({
    "0, FITS, 0",
    "-0.000, FITS, 0",
    "0e99999999999, FITS, 0",
    "5.0, FITS, 5",
    "50e-1, FITS, 5",
    "0.05e2, FITS, 5",
    "1e19, FITS, 10000000000000000000",
    "18446744073709551615, FITS, 18446744073709551615",
    "18446744073709551615.000, FITS, 18446744073709551615",
    "1.8446744073709551615E+19, FITS, 18446744073709551615",
    "18446744073709551616, TOO_LARGE, 0",
    "1e20, TOO_LARGE, 0",
    "1e999999999999, TOO_LARGE, 0",
    "99999999999999999999, TOO_LARGE, 0",
    "2.5, FRACTION, 0",
    "1e-1, FRACTION, 0",
    "1e-999999999999, FRACTION, 0",
    "100e-3, FRACTION, 0"
  })
  void wholeSaysWhetherTheTextFitsAWholeNumber(
      String text, DecimalText.Whole whole, String magnitude) {
    DecimalText decimal = new DecimalText();
    assertThat(decimal.scan(text.toCharArray(), 0, text.length())).isTrue();
    assertThat(decimal.whole()).isEqualTo(whole);
    if (whole == DecimalText.Whole.FITS) {
      assertThat(Long.toUnsignedString(decimal.wholeMagnitude())).isEqualTo(magnitude);
    }
  }

  @Test
  void wholeAgreesWithBigDecimal() {
    Random random = TestSeed.random();
    DecimalText decimal = new DecimalText();
    for (int i = 0; i < 50_000; i++) {
      String text = randomNumber(random);
      String padded = "xx" + text + "9";
      assertThat(decimal.scan(padded.toCharArray(), 2, text.length())).as(text).isTrue();
      BigDecimal value = new BigDecimal(text).abs();
      BigDecimal stripped = value.stripTrailingZeros();
      DecimalText.Whole expected =
          stripped.signum() != 0 && stripped.scale() > 0
              ? DecimalText.Whole.FRACTION
              : value.toBigInteger().compareTo(LIMIT) < 0
                  ? DecimalText.Whole.FITS
                  : DecimalText.Whole.TOO_LARGE;
      assertThat(decimal.whole()).as(text).isEqualTo(expected);
      if (expected == DecimalText.Whole.FITS) {
        assertThat(Long.toUnsignedString(decimal.wholeMagnitude()))
            .as(text)
            .isEqualTo(value.toBigInteger().toString());
      }
      assertThat(decimal.isZero()).isEqualTo(value.signum() == 0);
    }
  }

  private static String randomNumber(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    text.append(
        random.nextBoolean() ? "0" : Long.toString(random.nextLong() >>> random.nextInt(1, 64)));
    if (random.nextBoolean()) {
      text.append('.').append("000", 0, random.nextInt(4)).append(random.nextInt(2000));
      text.append("000", 0, random.nextInt(4));
    }
    if (random.nextBoolean()) {
      text.append(random.nextBoolean() ? "e" : "E").append(random.nextInt(-25, 25));
    }
    return text.toString();
  }
}
