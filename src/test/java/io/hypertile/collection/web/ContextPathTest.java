package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** A server with a context path. */
@TestPropertySource(properties = "server.servlet.context-path=/ht")
class ContextPathTest extends BelowAPath {
  @Override
  HttpRequest.Builder request(String path) {
    return api.request(path);
  }

  @Test
  void nothingIsBesideTheContextPath() throws IOException {
    for (String path : new String[] {"/api/v1/collections", "/v1/ping", "/actuator/health", "/"}) {
      call("boss", "GET", path, "").problem(404, "not-found");
    }
  }

  @Test
  void theContextPathItselfLeadsToTheRoot() throws IOException {
    assertThat(call("nobody", "GET", "/ht", "").expect(302).header("Location")).isEqualTo("/ht/");
    assertThat(call("nobody", "GET", "/ht/", "").expect(200).json().get("collections").asString())
        .isEqualTo(C);
  }

  @Test
  void aPrefixThatAClientNamesIsNotTaken() throws IOException {
    Answer answer = api.send(request(C + "?limit=1").header("X-Forwarded-Prefix", "/other"));
    answer.problem(401, "unauthenticated");
    assertThat(get(C + "?limit=1").json().get("next").asString()).startsWith(C);
  }
}
