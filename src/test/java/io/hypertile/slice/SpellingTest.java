package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void nearestOrdersByEditDistanceIgnoringCase() {
    List<String> names = List.of("humidity", "temperature", "pressure", "PRESSURE2", "temperature");
    assertThat(Spelling.nearest("presure", names))
        .containsExactly("pressure", "PRESSURE2", "temperature");
    assertThat(Spelling.nearest("TEMPERATURE", names).getFirst()).isEqualTo("temperature");
  }

  @Test
  void nearestGivesFewerWhenThereAreFewer() {
    assertThat(Spelling.nearest("x", List.of("y"))).containsExactly("y");
    assertThat(Spelling.nearest("x", List.of())).isEmpty();
  }

  @Test
  void nearestKeepsTheEarlierOfEquallyDistantNames() {
    assertThat(Spelling.nearest("b0", List.of("b1", "b2", "b3", "b4")))
        .containsExactly("b1", "b2", "b3");
  }

  @Test
  void nearestOfHostileTextsStaysBounded() {
    List<String> names = IntStream.range(0, 100_000).mapToObj(n -> "x".repeat(200) + n).toList();
    assertThat(Spelling.nearest("y".repeat(65_536), names)).hasSize(3);
  }
}
