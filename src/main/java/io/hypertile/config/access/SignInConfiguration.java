package io.hypertile.config.access;

import io.hypertile.config.KnownCallers;
import io.hypertile.config.RefusedStartException;
import io.hypertile.explorer.web.SignIn;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires the sign-in of the explorer: a client at the provider whose tokens are taken. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

  @Bean
  SignIn signIn(SecurityProperties properties, Environment environment) {
    return of(properties.signIn(), environment.getProperty(KnownCallers.ISSUER));
  }

  /**
   * A sign-in by settings.
   *
   * @throws RefusedStartException if a client is set and the issuer is not, or is no address that a
   *     browser may be led to
   */
  static SignIn of(SecurityProperties.SignIn settings, @Nullable String issuer) {
    String id = settings.clientId();
    if (id == null || id.isBlank()) {
      return new SignIn(Optional.empty());
    }
    if (issuer == null || !isSafe(issuer)) {
      throw new RefusedStartException(
          "hypertile.security.sign-in.client-id is set, and "
              + KnownCallers.ISSUER
              + (issuer == null ? " is not." : " is no address to sign in at."),
          "Give "
              + KnownCallers.ISSUER
              + " as the provider's https:// address with a host name, without query and fragment"
              + " (http:// for localhost and 127.0.0.1 alone), or leave out"
              + " hypertile.security.sign-in.client-id.");
    }
    return new SignIn(Optional.of(new SignIn.Client(issuer, id.strip(), settings.scopes())));
  }

  /** Whether nobody on the way can change what the provider answers. */
  private static boolean isSafe(String issuer) {
    URI address;
    try {
      address = URI.create(issuer);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String host = address.getHost();
    boolean plain =
        host != null
            && !host.startsWith("[")
            && address.getRawUserInfo() == null
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    return plain
        && ("https".equals(address.getScheme())
            || "http".equals(address.getScheme()) && LOOPBACK.contains(host));
  }
}
