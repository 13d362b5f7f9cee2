package io.hypertile.security;

import io.hypertile.http.ServedPaths;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds keys in requests: in a header of their own, as bearer token, as a Basic password, or as the
 * session token of S3.
 */
public final class Credentials {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final int MAX_LENGTH = 1024;

  private Credentials() {}

  /**
   * The key of a request; empty when it has none. A text that is no key at all is returned as it
   * is.
   */
  static Optional<String> key(HttpServletRequest request) {
    String own = request.getHeader("X-API-Key");
    if (own != null) {
      return Optional.of(limited(own.strip()));
    }
    Optional<String> session = session(request);
    if (session.isPresent()) {
      return session.filter(token -> token.startsWith(ApiKey.PREFIX));
    }
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return Optional.empty();
    }
    if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.of(limited(password(authorization.substring(BASIC.length()).strip())));
    }
    return bearer(request).filter(token -> token.startsWith(ApiKey.PREFIX));
  }

  /** The bearer token of a request that is not a key. */
  public static Optional<String> token(HttpServletRequest request) {
    return request.getHeader("X-API-Key") != null
        ? Optional.empty()
        : session(request)
            .or(() -> bearer(request))
            .filter(token -> !token.startsWith(ApiKey.PREFIX));
  }

  /**
   * The session token of clients of S3. It is sent as it is, beside a signature that only who knows
   * the key that it was made with could check.
   */
  private static Optional<String> session(HttpServletRequest request) {
    return ServedPaths.isS3(request)
        ? Optional.ofNullable(request.getHeader("X-Amz-Security-Token"))
            .map(token -> limited(token.strip()))
        : Optional.empty();
  }

  private static Optional<String> bearer(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /** The user's name does not count: clients that know nothing but Basic have to give one. */
  private static String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String limited(String key) {
    return key.length() > MAX_LENGTH ? "" : key;
  }
}
