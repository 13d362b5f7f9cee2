package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
  @Test
  void nearestComeFirstAndCaseDoesNotCount() {
    List<String> names = List.of("humidity", "PRESSURE2", "temperature", "pressure");
    assertThat(NearestNames.of("presure", names)).containsExactly("pressure", "PRESSURE2");
    assertThat(NearestNames.of("TEMPERATURE", names)).containsExactly("temperature");
  }

  /** A slip for every three characters of the longer one. */
  @ParameterizedTest
  @CsvSource({
    "lat, nan, false",
    "lat, lon, false",
    "lat, lot, true",
    "wether, weather, true",
    "knid, kind, true",
    "kndi, kind, false",
    "dnik, kind, false",
    "heihgt, height, true",
    "limt, limit, true",
    "f4, f8, true",
    "x, y, false",
    "x, xy, true",
    "formt, format, true",
    "slise, tolerance, false",
    "temprature, temperature, true",
    "tmprtre, temperature, false",
    "'', a, false",
    "'', '', false"
  })
  void namesAreNearByTheirSlips(String given, String name, boolean near) {
    assertThat(NearestNames.of(given, List.of(name)).equals(List.of(name))).isEqualTo(near);
  }

  @Test
  void earlierOfEquallyNearNamesAreKept() {
    assertThat(NearestNames.of("b0", List.of("b1", "b2", "b3", "b4")))
        .containsExactly("b1", "b2", "b3");
    assertThat(NearestNames.of("abcdef", List.of("abcdxx", "abcdxf", "abcdxy", "abxdef", "abcdef")))
        .containsExactly("abcdef", "abcdxf", "abxdef");
  }

  @Test
  void hostileTextsCostLittle() {
    List<String> names = IntStream.range(0, 100_000).mapToObj(n -> "x".repeat(60) + n).toList();
    assertThat(NearestNames.of("x".repeat(65_536), names)).isEmpty();
    long start = System.nanoTime();
    assertThat(NearestNames.of("xy".repeat(32), names)).isEmpty();
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }
}
