package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoded UTF-8 in one segment of a path (RFC 3986 section 2.1), read. */
final class PercentText {
  private PercentText() {}

  /** The text; empty when an escape is malformed or the bytes are not UTF-8. */
  static Optional<String> decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(3 * encoded.length());
    int at = 0;
    while (at < encoded.length()) {
      if (encoded.charAt(at) == '%') {
        if (encoded.length() - at < 3
            || !HexFormat.isHexDigit(encoded.charAt(at + 1))
            || !HexFormat.isHexDigit(encoded.charAt(at + 2))) {
          return Optional.empty();
        }
        bytes.put((byte) HexFormat.fromHexDigits(encoded, at + 1, at + 3));
        at += 3;
      } else {
        int end = encoded.indexOf('%', at);
        String plain = encoded.substring(at, end < 0 ? encoded.length() : end);
        if (!JsonCursor.isUnicode(plain)) {
          return Optional.empty();
        }
        bytes.put(plain.getBytes(StandardCharsets.UTF_8));
        at += plain.length();
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
