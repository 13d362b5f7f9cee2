package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        ".",
        "..",
        "./a",
        "a/..",
        "a/./b",
        "a\\b",
        "a\n",
        "\u007f",
        "a\ud800",
        "\udc00/b"
      })
  void textsThatLeadElsewhereAreNoKeys(String text) {
    assertThat(StoreKey.isKey(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a/b", "...", ".a", "a.", "..a/b..", "_", " ", "s\u00e4/\ud83d\ude00", "~"})
  void textsWithSegmentsAreKeys(String text) {
    assertThat(new StoreKey(text).text()).isEqualTo(text);
  }

  @Test
  void lengthIsThatOfTheBytes() {
    assertThat(StoreKey.isKey("a".repeat(StoreKey.MAX_BYTES))).isTrue();
    assertThat(StoreKey.isKey("a".repeat(StoreKey.MAX_BYTES + 1))).isFalse();
    assertThat(StoreKey.isKey("\u00e4".repeat(StoreKey.MAX_BYTES / 2))).isTrue();
    assertThat(StoreKey.isKey("\u00e4".repeat(StoreKey.MAX_BYTES / 2) + "a")).isFalse();
  }

  @Test
  void randomTextsAreKeysWhereEverySegmentIsOne() {
    Random random = TestSeed.random();
    String letters = "ab./.\\\u00e4\t";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int count = random.nextInt(8); count > 0; count--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      boolean isKey =
          StandardCharsets.UTF_8.newEncoder().canEncode(text)
              && text.chars().noneMatch(c -> c < ' ' || c == '\\')
              && Arrays.stream(text.toString().split("/", -1))
                  .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
      assertThat(StoreKey.isKey(text.toString())).as("%s", text).isEqualTo(isKey);
    }
  }
}
