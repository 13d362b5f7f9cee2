package io.hypertile.config.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.config.RefusedStartException;
import io.hypertile.explorer.web.SignIn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInConfigurationTest {
  private static SignIn of(String id, String issuer) {
    return SignInConfiguration.of(new SecurityProperties.SignIn(id, List.of("openid")), issuer);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = " ")
  void withoutAClientThereIsNoSignIn(String id) {
    assertThat(of(id, "https://id.example.org").client()).isEmpty();
    assertThat(of(id, null).client()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example.org",
        "https://id.example.org/",
        "https://id.example.org:8443/realms/weather",
        "http://localhost:9000",
        "http://127.0.0.1:9000/a"
      })
  void providersThatNobodyCanImitateAreTaken(String issuer) {
    assertThat(of("web", issuer).client())
        .contains(new SignIn.Client(issuer, "web", List.of("openid")));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "id.example.org",
        "http://id.example.org",
        "http://localhost.example.org",
        "http://127.0.0.1@id.example.org",
        "https://me@id.example.org",
        "https://[::1]:9000",
        "https://",
        "https:///a",
        "https://id.example.org?a=b",
        "https://id.example.org#a",
        "https://id.example.org; script-src *",
        "https://id.example.org, https://other.example.org",
        "https://*",
        "ftp://id.example.org",
        "javascript:alert(1)"
      })
  void othersEndTheStart(String issuer) {
    assertThatThrownBy(() -> of("web", issuer))
        .isInstanceOf(RefusedStartException.class)
        .hasMessageContaining("hypertile.security.sign-in.client-id");
  }

  @Test
  void whatTokensAreAskedForDoesNotChange() {
    assertThat(of("web", "https://id.example.org").client().orElseThrow().scopes())
        .isUnmodifiable();
  }
}
