package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of bodies of cells that are no JSON, wherever in them the fault is. */
class JsonRefusalsTest {
  private static ServiceException refusal(String body) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> readAll(body))
        .actual();
  }

  private static void readAll(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonTokens tokens = new JsonTokens(new ByteArrayInputStream(bytes), false)) {
      while (tokens.next() != null) {
        tokens.text();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "[NaN] # 2 # JSON has no NaN; write NaN as null or \"NaN\"",
        "[1.5, NaN, 2] # 7 # JSON has no NaN; write NaN as null or \"NaN\"",
        "[1, -Infinity] # 5 # JSON has no infinity; write it as the text \"-Infinity\"",
        "[True] # 2 # write true",
        "[.5] # 2 # a number has a digit before its point",
        "['1'] # 2 # a text stands in double quotes",
      })
  void placeIsThatOfTheTokenAndTheReasonSaysHowToWriteIt(String body, int column, String reason) {
    ServiceException refusal = refusal(body);
    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_BODY);
    assertThat(refusal.detail())
        .isEqualTo(
            "The body is not strict JSON at line 1, column %d: %s.".formatted(column, reason));
    assertThat(refusal.members()).containsEntry("column", column);
  }

  @Test
  void faultFarInsideALongBodyIsFound() {
    String row = "[" + "1.25,".repeat(9_999) + "1.25]";
    ServiceException refusal = refusal("[" + (row + ",\n").repeat(20) + "[1, nan]]");
    assertThat(refusal.members()).containsEntry("line", 21).containsEntry("column", 5);
    assertThat(refusal.detail()).contains("write NaN as null or \"NaN\"");
  }
}
