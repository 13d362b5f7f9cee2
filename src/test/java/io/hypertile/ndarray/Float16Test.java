package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {
  @Test
  void appendGivesTheDigitsThatNumpyWrites() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Float16Test.class.getResourceAsStream("/npy/float16.txt")),
                StandardCharsets.UTF_8))) {
      int checked = 0;
      for (String line : reader.lines().filter(line -> !line.startsWith("#")).toList()) {
        String[] fields = line.split(" ");
        String text = text((short) Integer.parseInt(fields[0]));
        assertThat(new BigDecimal(text)).as(line).isEqualByComparingTo(new BigDecimal(fields[1]));
        checked++;
      }
      assertThat(checked).isGreaterThan(2000);
    }
  }

  @Test
  void everyFiniteHalfIsReadBackFromItsText() {
    for (int bits = 0; bits < 0x10000; bits++) {
      short half = (short) bits;
      if (Float.isFinite(Float.float16ToFloat(half))) {
        String text = text(half);
        assertThat(Float16.ofDecimal(Double.parseDouble(text), text)).as(text).isEqualTo(half);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.00048828125, 15360",
    "1.000488281250000000000000000001, 15361",
    "1.00146484375, 15362",
    "1.00146484374999999999999999999, 15361",
    "2.98023223876953125e-8, 0",
    "2.980232238769531250000000000000001e-8, 1",
    "65519.99999999999999999999, 31743",
    "65520, 31744",
    "-65520, -1024",
    "0, 0",
    "1e-400, 0",
    "1e400, 31744"
  })
  void ofDecimalRoundsOnce(String text, short expected) {
    assertThat(Float16.ofDecimal(Double.parseDouble(text), text)).isEqualTo(expected);
  }

  private static String text(short half) {
    StringBuilder text = new StringBuilder();
    Float16.append(text, half);
    return text.toString();
  }
}
