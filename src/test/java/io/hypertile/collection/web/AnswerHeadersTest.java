package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** What answers of every kind tell browsers; no page of another origin may call. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
class AnswerHeadersTest extends OneArrayBehindAKey {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/api/v1/collections|200",
        "HEAD|/api/v1/collections|200",
        "GET|/api/v1/collections/c/arrays/ID/subset?format=npy|200",
        "GET|/api/v1/collections/c/arrays/ID/subset?format=csv|200",
        "PUT|/api/v1/collections/c/arrays/ID/subset|204",
        "GET|/api/v1/collections/none|404",
        "GET|/api/v1/none|404",
        "GET|/none|404",
        "PATCH|/api/v1/collections|405",
        "POST|/api/v1/collections?x=1|400",
        "GET|/api/v1//collections|400",
        "GET|/api/v1/collections/c/../d|400",
        "GET|/v1/ping|200",
        "GET|/v1/collection/c|200",
        "GET|/v1/none|404",
        "GET|/actuator|200",
        "GET|/actuator/health|200",
        "GET|/actuator/env|404",
        "GET|/swagger-ui.html|302",
        "GET|/swagger-ui/index.html|200",
        "GET|/swagger-ui/swagger-ui.css|200",
        "GET|/swagger-ui/none|404",
        "GET|/v3/api-docs|200",
        "GET|/v3/api-docs.yaml|200",
        "GET|/v3/api-docs/swagger-config|200"
      })
  void everyAnswerTellsBrowsersTheSame(String method, String path, int status) throws IOException {
    String[] origin = {"Origin", "https://other.example.org"};
    Answer answer = call(method, path.replace("ID", ID), method.startsWith("P") ? "1" : "", origin);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    ActuatorTest.assertSafe(answer);
    assertThat(answer.header("Content-Security-Policy").isEmpty())
        .isEqualTo(!path.matches("/(api|v1|actuator).*"));
    assertThat(answer.response().headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/collections", "/v1/ping", "/actuator/info", "/none"})
  void refusalsTellBrowsersTheSame(String path) throws IOException {
    Answer answer = api.get(path, "Origin", "https://other.example.org");
    answer.problem(401, "unauthenticated");
    ActuatorTest.assertSafe(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /%zz HTTP/1.1", "GET / HTTP/1.1\r\nHost: y", "GET /\u0001 HTTP/1.1"})
  void refusalsOfTextThatIsNotHttpTellBrowsersTheSame(String line) throws IOException {
    String answer = api.raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("X-Content-Type-Options: nosniff")
        .containsIgnoringCase("X-Frame-Options: DENY")
        .containsIgnoringCase("Referrer-Policy: no-referrer")
        .doesNotContainIgnoringCase("\r\nServer:");
  }

  @Test
  void noOriginIsLetInUnlessItIsListed() throws IOException {
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      Answer answer =
          call(
              "OPTIONS",
              C + "/c",
              "",
              "Origin",
              "https://other.example.org",
              "Access-Control-Request-Method",
              method);
      assertThat(answer.response().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
  }
}
