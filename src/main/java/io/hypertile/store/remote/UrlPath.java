package io.hypertile.store.remote;

import java.nio.charset.StandardCharsets;

/** Keys in the paths and queries of URLs. */
public final class UrlPath {
  private static final String PLAIN = "-._~/";
  private static final String HEX = "0123456789ABCDEF";

  private UrlPath() {}

  /** The text with all but letters, digits, slashes and {@code -._~} percent-encoded. */
  public static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xff);
      if ((c < 0x80 && Character.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }
}
