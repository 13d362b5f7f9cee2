package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotingTest {
  @Test
  void shortTextsStayAsTheyAre() {
    assertThat(Quoting.shortened("abc", 3)).isEqualTo("abc");
    assertThat(Quoting.shortened("", 1)).isEmpty();
    assertThat(Quoting.shortened("x".repeat(60))).hasSize(60).doesNotContain("…");
  }

  @Test
  void longTextsEndInAnEllipsis() {
    assertThat(Quoting.shortened("abcd", 3)).isEqualTo("abc…");
    assertThat(Quoting.shortened("x".repeat(61))).isEqualTo("x".repeat(60) + "…");
  }

  @Test
  void noSurrogatePairIsSplit() {
    assertThat(Quoting.shortened("ab\uD83D\uDE00cd", 3)).isEqualTo("ab…");
    assertThat(Quoting.shortened("ab\uD83D\uDE00cd", 4)).isEqualTo("ab\uD83D\uDE00…");
  }
}
