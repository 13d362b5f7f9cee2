package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class TagConditionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"a\"|a",
        "\"a\", \"b\"|a b",
        "\"a\",\"b\",,W/\"c\"|a b W/c",
        ", \"a\" ,|a",
        "\"\"|~~",
        "\"a,b\"|a,b",
        "\"a, \",\"b\"|",
        "W/\"a\"|W/a",
        "\"a\\b\"|a\\b"
      })
  void parseReadsListsOfTags(String header, String expected) {
    String tags =
        TagCondition.parse(header)
            .map(parsed ->
                parsed.tags().stream()
                    .map(tag -> (tag.weak() ? "W/" : "") + tag.text())
                    .collect(Collectors.joining(" ")))
            .orElse(null);
    assertThat(tags).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "a",
        "\"",
        "\"a",
        "a\"",
        "\"a\"b",
        "\"a\" \"b\"",
        "w/\"a\"",
        "W/a",
        "*, \"a\"",
        "**",
        "\"a\";q=1",
        "\"a\"b\"",
        "'a'",
        "W/ \"a\""
      })
  void parseWhenNotAListOfTagsIsEmpty(String header) {
    assertThat(TagCondition.parse(header)).isEmpty();
  }

  @Test
  void weakTagsMatchOnlyWeakly() {
    TagCondition tags = TagCondition.parse("W/\"a\", \"b\"").orElseThrow();
    assertThat(tags.matchesWeakly("\"a\"")).isTrue();
    assertThat(tags.matchesStrongly("\"a\"")).isFalse();
    assertThat(tags.matchesStrongly("\"b\"")).isTrue();
    assertThat(tags.matchesWeakly("\"c\"")).isFalse();
    assertThat(TagCondition.parse(" * ").orElseThrow().matchesStrongly("\"c\"")).isTrue();
  }

  @Test
  void headersOnSeveralLinesAreOneList() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader("If-Match", "\"a\"");
    request.addHeader("If-Match", "\"b\"");
    assertThat(TagCondition.require(request, "If-Match").orElseThrow().tags()).hasSize(2);
    assertThat(TagCondition.require(request, "If-None-Match")).isEmpty();
    request.addHeader("If-None-Match", "b");
    assertThat(TagCondition.find(request, "If-None-Match")).isEmpty();
    assertThatThrownBy(() -> TagCondition.require(request, "If-None-Match"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void longHeadersAreReadInOneStep() {
    String many = "\"aaaaaaaa\",".repeat(5000);
    assertThat(TagCondition.parse(many).orElseThrow().tags()).hasSize(5000);
    assertThat(TagCondition.parse(many + "x")).isEmpty();
    assertThat(TagCondition.parse("\"" + "a".repeat(60_000))).isEmpty();
  }
}
