package io.hypertile.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order of the names of datasets and arrays. */
class NameOrderTest {
  /** UTF-16 puts a pair of surrogates before the last of the single units. */
  private static final List<String> ASCENDING =
      List.of("a", "a\u00fc", "b", "\uff5e", "\ud83c\udf0a");

  @Test
  void isThatOfTheirBytesInUtf8() {
    for (String one : ASCENDING) {
      for (String other : ASCENDING) {
        int bytes =
            Integer.signum(
                Arrays.compareUnsigned(
                    one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        assertThat(Integer.signum(new ArrayName(one).compareTo(new ArrayName(other))))
            .isEqualTo(bytes);
        assertThat(Integer.signum(new DatasetName(one).compareTo(new DatasetName(other))))
            .isEqualTo(bytes);
      }
    }
  }
}
