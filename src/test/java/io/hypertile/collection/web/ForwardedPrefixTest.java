package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** A server behind a proxy that takes {@code /ht} away and says so. */
@TestPropertySource(properties = "server.forward-headers-strategy=framework")
class ForwardedPrefixTest extends BelowAPath {
  @Override
  HttpRequest.Builder request(String path) {
    return api.request(path.substring("/ht".length()))
        .header("X-Forwarded-Prefix", "/ht")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "data.example.org");
  }

  @Test
  void theProxysOwnSchemeIsSecure() throws IOException {
    assertThat(get(C).header("Strict-Transport-Security")).isNotEmpty();
  }

  @Test
  void prefixesOfSeveralProxiesAreJoined() throws IOException {
    HttpRequest.Builder request =
        request("/ht/v3/api-docs").setHeader("X-Forwarded-Prefix", "/outer,/ht/");
    assertThat(api.send(request).expect(200).json().get("servers").get(0).get("url").asString())
        .endsWith("/outer/ht");
  }

  @Test
  void aSlashIsNoPrefix() throws IOException {
    HttpRequest.Builder request = request("/ht/v3/api-docs").setHeader("X-Forwarded-Prefix", "/");
    assertThat(api.send(request).expect(200).json().get("servers").get(0).get("url").asString())
        .isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example.org",
        "https://evil.example.org",
        "/..",
        "/a/../b",
        "/%2e%2e",
        "/a%2Fb",
        "/a b",
        "/a\"b",
        "/<b>",
        "/a;b",
        "ht"
      })
  void prefixesThatAreNoPathsAreRefused(String prefix) throws IOException {
    for (String path : new String[] {"/ht/api/v1/collections", "/ht/actuator/health"}) {
      api.send(request(path).setHeader("X-Forwarded-Prefix", prefix))
          .problem(400, "invalid-request");
    }
  }
}
