package io.hypertile.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextValuesTest {
  private static TextValues of(List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] ends = new int[texts.size()];
    for (int n = 0; n < ends.length; n++) {
      bytes.writeBytes(texts.get(n).getBytes(StandardCharsets.UTF_8));
      ends[n] = bytes.size();
    }
    return new TextValues(bytes.toByteArray(), ends);
  }

  @Test
  void textsAreFoundWhereLookingAtEachFindsThem() {
    Random random = TestSeed.random();
    for (int round = 0; round < 200; round++) {
      List<String> texts = new ArrayList<>();
      for (int n = random.nextInt(60); n > 0; n--) {
        texts.add(text(random));
      }
      TextValues values = of(texts);
      assertThat(values.list()).isEqualTo(texts);
      for (int n = 0; n < 80; n++) {
        String wanted = text(random);
        int first = texts.indexOf(wanted);
        assertThat(values.find(wanted))
            .isEqualTo(first < 0 ? OptionalInt.empty() : OptionalInt.of(first));
        if (first >= 0) {
          assertThat(values.isRepeated(first)).isEqualTo(first != texts.lastIndexOf(wanted));
        }
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      text.append("abä".charAt(random.nextInt(3)));
    }
    return text.toString();
  }

  @Test
  void halfOfAPairIsNoTextAlthoughItsBytesAreThoseOfAQuestionMark() {
    assertThat(of(List.of("?")).find("\ud800")).isEmpty();
  }

  @Test
  void textsOfOneHashInJavaTakeNoLongerThanOthers() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int length = 0; length < 14; length++) {
      List<String> longer = new ArrayList<>();
      texts.forEach(text -> longer.addAll(List.of(text + "Aa", text + "BB")));
      texts = longer;
    }
    assertThat(texts.getFirst().hashCode()).isEqualTo(texts.getLast().hashCode());
    long start = System.nanoTime();
    TextValues values = of(texts);
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    assertThat(values.find(texts.getLast())).hasValue(texts.size() - 1);
  }
}
