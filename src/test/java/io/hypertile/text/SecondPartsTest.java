package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecondPartsTest {
  private static final long NANOS = 1_000_000_000;

  private static long nanos(String text) {
    Instant time = Instant.parse(text);
    return SecondParts.count(time.getEpochSecond(), time.getNano(), NANOS);
  }

  @Test
  void allThat64BitsHoldAreCounted() {
    assertThat(nanos("1677-09-21T00:12:43.145224192Z")).isEqualTo(Long.MIN_VALUE);
    assertThat(nanos("1677-09-21T00:12:43.145224194Z")).isEqualTo(Long.MIN_VALUE + 2);
    assertThat(nanos("1969-12-31T23:59:59Z")).isEqualTo(-NANOS);
    assertThat(nanos("1969-12-31T23:59:59.999999999Z")).isEqualTo(-1);
    assertThat(nanos("1970-01-01T00:00:00.000000001Z")).isEqualTo(1);
    assertThat(nanos("2262-04-11T23:47:16.854775807Z")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void othersAreNot() {
    assertThatThrownBy(() -> nanos("1677-09-21T00:12:43.145224191Z"))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> nanos("2262-04-11T23:47:16.854775808Z"))
        .isInstanceOf(ArithmeticException.class);
  }
}
