package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class X87Test {
  static Stream<String> numpyNumbers() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(X87Test.class.getResourceAsStream("/npy/longdouble.txt")),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("numpyNumbers")
  void parseGivesTheNumberThatNumpyReads(String line) {
    String[] fields = line.split(" ");
    assertThat(hex(X87.parse(fields[0]))).isEqualTo(fields[1]);
  }

  @ParameterizedTest
  @MethodSource("numpyNumbers")
  void toStringHasTheDigitsThatNumpyWrites(String line) {
    String[] fields = line.split(" ");
    String text = X87.parse(fields[0]).toString();
    if (fields[2].endsWith("inf")) {
      assertThat(text).endsWith("Infinity");
    } else {
      assertThat(new BigDecimal(text)).isEqualByComparingTo(new BigDecimal(fields[2]));
      assertThat(text.startsWith("-")).isEqualTo(fields[2].startsWith("-"));
    }
  }

  private static String hex(X87 number) {
    return String.format("%04x%016x", number.signExponent(), number.significand());
  }

  @Test
  void everyNumberIsReadBackFromItsText() {
    MemorySegment cells =
        MemorySegment.ofArray(RandomCells.of(DType.LONGDOUBLE, 3000, TestSeed.random()));
    for (long at = 0; at < cells.byteSize(); at += 16) {
      X87 number = X87.get(cells, at);
      if (number.isFinite()) {
        assertThat(X87.parse(number.toString())).isEqualTo(number);
        assertThat(X87.parse(number.toBigDecimal().toString()).significand())
            .isEqualTo(number.significand());
      }
    }
  }

  @Test
  void everyDoubleIsExactAndComesBack() {
    Random random = TestSeed.random();
    for (int i = 0; i < 20_000; i++) {
      long bits = i % 5 == 0 ? random.nextLong() & 0x800f_ffff_ffff_ffffL : random.nextLong();
      double value = Double.longBitsToDouble(bits);
      X87 number = X87.of(value);
      assertThat(number.toDouble()).isEqualTo(Double.valueOf(value));
      if (Double.isFinite(value)) {
        assertThat(number.toBigDecimal()).isEqualByComparingTo(new BigDecimal(value));
      }
    }
    assertThat(1 / X87.of(-0.0).toDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void encodingsThatTheProcessorCallsInvalidAreNaN() {
    assertThat(new X87(1, 1).isNaN()).isTrue();
    assertThat(new X87(0, 0x7fff).isNaN()).isTrue();
    assertThat(new X87(1L << 63 | 1, 0xffff).isNaN()).isTrue();
    assertThat(new X87(1L << 63, 0xffff).isInfinite()).isTrue();
    assertThat(new X87(1, 1).toString()).isEqualTo("NaN");
    assertThatThrownBy(() -> new X87(1, 1).toBigDecimal())
        .isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1_0", "NaN", "1 ", "1e5.0"})
  void parseOfTextThatIsNoNumberThrows(String text) {
    assertThatThrownBy(() -> X87.parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999999999999", "1e5000", "123e4931"})
  void parseBeyondTheRangeIsInfinite(String text) {
    assertThat(X87.parse(text).isInfinite()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-999999999999999999", "0e999999999999", "1e-5000", "-0"})
  void parseBelowTheRangeIsZero(String text) {
    assertThat(X87.parse(text).significand()).isZero();
  }

  @Test
  void wholeNumbersAreKnown() {
    assertThat(X87.ofWhole(true, 5).isWhole()).isTrue();
    assertThat(X87.ofWhole(false, -1L).wholeMagnitude()).isEqualTo(-1L);
    assertThat(X87.parse("18446744073709551616").isWhole()).isFalse();
    assertThat(X87.parse("0.5").isWhole()).isFalse();
    assertThat(X87.parse("1e-4950").isWhole()).isFalse();
    assertThat(X87.of(-0.0).isWhole()).isTrue();
  }
}
