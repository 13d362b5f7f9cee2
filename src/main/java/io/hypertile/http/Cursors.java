package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the place where a page ended into an opaque text and back. */
public final class Cursors {
  private static final String MARK = "1:";
  private static final int MAX_LENGTH = 4096;

  private Cursors() {}

  /** The cursor of a page that begins after the text. */
  public static String encode(String after) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((MARK + after).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The text of a cursor.
   *
   * @throws ServiceException {@code invalid-request} if it is not one of ours
   */
  public static String decode(String cursor) {
    if (cursor.length() <= MAX_LENGTH) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        if (text.startsWith(MARK) && encode(text.substring(MARK.length())).equals(cursor)) {
          return text.substring(MARK.length());
        }
      } catch (IllegalArgumentException | CharacterCodingException e) {
        throw refusal(e);
      }
    }
    throw refusal(null);
  }

  /** The refusal of a cursor that is not one of ours. */
  public static ServiceException refusal(@Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The cursor is not one that a list gave; begin without it and follow \"next\".",
        Map.of("parameter", "cursor"),
        cause);
  }
}
