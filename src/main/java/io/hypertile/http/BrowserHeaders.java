package io.hypertile.http;

import java.util.Map;

/** Headers that every answer has for browsers, whichever part of the server gives it. */
public final class BrowserHeaders {
  /** Headers that forbid browsers to guess types, to frame answers and to send addresses on. */
  public static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer");

  private BrowserHeaders() {}
}
