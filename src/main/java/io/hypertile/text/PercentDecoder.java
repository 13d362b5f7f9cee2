package io.hypertile.text;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes percent-encoded UTF-8, strictly: invalid text is refused, never replaced. */
public final class PercentDecoder {
  private PercentDecoder() {}

  /**
   * Decodes a part of a URL; a plus sign stays one.
   *
   * @throws ServiceException {@code invalid-request} if an escape is cut off or not hexadecimal, or
   *     the bytes are not UTF-8
   */
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%') {
        bytes.put(escape(text, at));
        at += 2;
      } else {
        bytes.put(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw refusal("bytes that are not UTF-8");
    }
  }

  private static byte escape(String text, int at) {
    if (at + 2 >= text.length()) {
      throw refusal("a percent sign without two hexadecimal digits");
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    if (high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f') {
      throw refusal("a percent sign without two hexadecimal digits");
    }
    return (byte) (high << 4 | low);
  }

  private static ServiceException refusal(String what) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The URL holds " + what + "; percent-encode text as UTF-8, and a percent sign as %25.");
  }
}
