package io.hypertile.text;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of UTF-8 in one segment of a path (RFC 3986 section 2.1). */
public final class PercentEncoder {
  /** Unreserved characters and those that mean nothing special within a segment. */
  private static final String PLAIN = "-._~:()'*!=@";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoder() {}

  /** A text as a segment of a path; {@link PercentDecoder} gives it back. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter || PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
