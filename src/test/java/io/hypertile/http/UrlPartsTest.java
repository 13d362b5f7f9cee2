package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.route.AllRoutes;
import io.hypertile.route.Routes;
import io.hypertile.text.PercentDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPartsTest {
  private static final Routes ROUTES = AllRoutes.find();

  @ParameterizedTest
  @CsvSource({"abc,abc", "a%20b,a b", "%C3%A9,é", "é%41,éA", "%25zz,%zz", "a+b,a+b", "%7e,~"})
  void decodeGivesTheText(String encoded, String text) {
    assertThat(PercentDecoder.decode(encoded)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%4g", "%g4", "%-1", "%ff", "%c0%af", "%ed%a0%80", "a%"})
  void decodeOfWhatIsNoTextThrows(String encoded) {
    assertThatThrownBy(() -> PercentDecoder.decode(encoded)).isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a/b",
        "/a%20b",
        "/a/~x%2Fy;z",
        "/a/",
        "/...",
        "/a..b",
        "/~1,%22a%2Cb%22",
        "/a/~x%09y%0A",
        "/api/v1/collections/c/arrays/~x;y",
        "/api/v1/collections/c/arrays/%7Ex%2Fy/subset",
        "/api/v1/collections/~c%3Bd/arrays",
        "/api/v1/collections/c/array/~x%2Fy"
      })
  void pathsWithOneReadingPass(String path) {
    PathGuard.check(path, ROUTES.find(path));
    assertThat(path).startsWith("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//",
        "//a",
        "/a//b",
        "/.",
        "/..",
        "/a/..",
        "/%2e%2E/a",
        "/a%2fb",
        "/a%5Cb",
        "/a;b",
        "/a%0d%0ab",
        "/~a%00",
        "/api/v1/collections/~x;y",
        "/api/v1/collections/%7ex;y/arrays",
        "/api/v1/collections/~x%2Fy/none",
        "/api/v1/collections/~x;y/none/z",
        "/api/v1/collections/~x%09y",
        "/v1/collection/~x;y/arrays",
        "/actuator/~x;y",
        "/explorer/~%2F..",
        "/webjars/~x;y"
      })
  void pathsWithTwoReadingsThrow(String path) {
    assertThatThrownBy(() -> PathGuard.check(path, ROUTES.find(path)))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/..%2fk|only the key of an array, behind its ~, and the name of a dataset or a variable may hold one",
        "/k%2Farrays|only the key of an array, behind its ~, and the name of a dataset or a variable may hold one",
        "/k%5Carrays|only the key of an array, behind its ~, and the name of a dataset or a variable may hold one",
        "/%2e%2e/x|holds a dot segment, which is ambiguous; leave it out.",
        "/./x|holds a dot segment, which is ambiguous; leave it out.",
        "/a//b|leave out the slash that is too many.",
      })
  void refusalsDoNotAskToEncodeWhatIsEncoded(String path, String advice) {
    assertThatThrownBy(() -> PathGuard.check(path, ROUTES.find(path)))
        .hasMessageContaining(advice)
        .message()
        .doesNotContain("percent-encode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/..", "/%2e%2e", "/a%2fb", "/a%5cb", "/a%00", "/a%0a", "/%ff", "a", "/a;"})
  void refusalsOfAPrefixNameItsHeader(String prefix) {
    assertThatThrownBy(() -> PathGuard.checkContext(prefix))
        .hasMessageEndingWith("have the proxy send X-Forwarded-Prefix as /name.");
  }

  @Test
  void parametersAreReadByNameAndPrefix() {
    QueryParameters query =
        QueryParameters.parse("a=1&sel.x=2%2C3&sel.y%20z=+&&b", List.of("a", "b", "sel."));
    assertThat(query.find("a")).contains("1");
    assertThat(query.find("b")).contains("");
    assertThat(query.find("c")).isEmpty();
    assertThat(query.withPrefix("sel.")).containsOnlyKeys("x", "y z").containsValues("2,3", " ");
    assertThat(QueryParameters.parse(null, List.of()).find("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=1", "x=1", "sel.=1", "A=1", "=1", "a=%zz"})
  void malformedParametersThrow(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query, List.of("a", "sel.")))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "", "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e", "été, 数据 \"x\""})
  void cursorsComeBack(String text) {
    assertThat(Cursors.decode(Cursors.encode(text))).isEqualTo(text);
    assertThat(Cursors.encode(text)).matches("[A-Za-z0-9_-]+");
  }
}
