package io.hypertile.config;

import org.jspecify.annotations.Nullable;

/**
 * Access to the server, as the start reports it.
 *
 * @param keys how many keys are taken
 * @param keysFile whether there is a file of keys, which may come to have some
 * @param tokens whether tokens are taken
 * @param open whether everybody may; without that and without credentials the server listens on
 *     loopback only
 */
public record KnownCallers(int keys, boolean keysFile, boolean tokens, boolean open) {
  /** Setting with the address of the provider whose tokens are taken. */
  public static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

  String text(@Nullable String issuer) {
    String from = issuer == null ? "tokens" : "tokens of " + issuer;
    String known =
        keys == 0 ? from : keys + (keys == 1 ? " key" : " keys") + (tokens ? " and " + from : "");
    boolean credentials = tokens || keys > 0;
    if (open) {
      return "everybody may do everything (hypertile.security.open)"
          + (credentials ? "; besides, " + known + " are taken" : "");
    }
    if (keysFile && !credentials) {
      return "nobody, as long as the file of keys has none";
    }
    return credentials
        ? "callers with credentials: " + known
        : "every program on this machine may do everything, and no other: there are no keys";
  }
}
