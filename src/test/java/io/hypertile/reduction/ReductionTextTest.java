package io.hypertile.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names of dimensions in the text of a reduction, plain and in quotes. */
class ReductionTextTest {
  @Test
  void namesMayHoldCommasAndQuotesWithinQuotes() {
    assertThat(ReductionText.parse("mean(hour, \"y,x\")", Optional.empty()).names())
        .containsExactly("hour", "y,x");
    assertThat(ReductionText.parse("max(\"a\"\",\"\"b\",c)", Optional.empty()).names())
        .containsExactly("a\",\"b", "c");
    ReductionText quantile = ReductionText.parse("quantile(0.5,\"y,x\")", Optional.empty());
    assertThat(quantile.quantile()).isEqualTo(0.5);
    assertThat(quantile.names()).containsExactly("y,x");
  }

  @Test
  void blocksMayBeOfNamesWithCommasAndColons() {
    ReductionText text = ReductionText.parse("mean", Optional.of("\"y,x\":2, \"a:1\":3,z:4"));
    assertThat(text.blocks()).isEqualTo(Map.of("y,x", 2L, "a:1", 3L, "z", 4L));
  }

  @Test
  void quotesWithinPlainNamesAreLetters() {
    assertThat(ReductionText.parse("mean(a\"b,c\")", Optional.empty()).names())
        .containsExactly("a\"b", "c\"");
  }

  @Test
  void blocksWithoutNumbersAreRefused() {
    assertThatThrownBy(() -> ReductionText.parse("mean", Optional.of("\"y,x\"")))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> ReductionText.parse("mean", Optional.of("y:2,y:3")))
        .isInstanceOf(ServiceException.class);
  }
}
