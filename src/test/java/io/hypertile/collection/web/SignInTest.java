package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** A server that is a client of a provider of identities, which nobody asks here. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "spring.security.oauth2.resourceserver.jwt.issuer-uri=https://id.example.org:8443/realms/a",
      "hypertile.security.sign-in.client-id=web",
      "hypertile.security.sign-in.scopes=openid,arrays"
    })
class SignInTest extends OneArrayBehindAKey {
  private static String connections(String policy) {
    return policy.replaceFirst(".*connect-src ([^;]*).*", "$1");
  }

  @Test
  void onlyThePageMayAskTheProvider() throws IOException {
    var page = api.get("/", "Accept", "text/html").expect(200);
    String policy = page.header("Content-Security-Policy");
    assertThat(connections(policy)).isEqualTo("'self' https://id.example.org:8443");
    assertThat(policy).containsOnlyOnce("https:").contains("form-action 'self'");
    var revalidated = api.get("/", "Accept", "text/html", "If-None-Match", page.header("ETag"));
    assertThat(revalidated.status()).isEqualTo(304);
    assertThat(revalidated.header("Content-Security-Policy")).isEqualTo(policy);
    for (String path : new String[] {"/explorer/app.js", "/explorer/signin.js", "/api/v1"}) {
      assertThat(api.get(path).expect(200).header("Content-Security-Policy"))
          .doesNotContain("example.org");
    }
  }

  @Test
  void everybodyIsToldWhereToSignIn() throws IOException {
    assertThat(api.get("/api/v1").expect(200).json().get("sign_in").toString())
        .isEqualTo(
            "{\"issuer\":\"https://id.example.org:8443/realms/a\",\"client_id\":\"web\","
                + "\"scopes\":[\"openid\",\"arrays\"]}");
  }

  @Test
  void whatAProviderSendsBackLeadsToThePage() throws IOException {
    for (String query : new String[] {"code=a%2Fb&state=x&iss=https://id/", "error=a&state=x"}) {
      api.get("/?" + query, "Accept", "text/html").expect(200);
    }
  }
}
