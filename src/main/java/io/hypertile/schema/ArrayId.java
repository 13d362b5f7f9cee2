package io.hypertile.schema;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Id of an array: a UUID of any version in its 36-character form, with the case as given, since it
 * is part of a path (deker-layout.md, "Ids"; deker-rules.md 100).
 *
 * @param text the 36 characters
 */
public record ArrayId(String text) implements Comparable<ArrayId> {
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  /** Version 8: a layout of one's own (RFC 9562, 5.8). */
  private static final long VERSION = 0x8000;

  /**
   * Checks the form.
   *
   * @throws ServiceException {@code invalid-name} if it is not a UUID
   */
  public ArrayId {
    if (!isValid(text)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "An array id is a UUID of 36 characters, such as 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e.",
          Map.of("id", Quoting.shortened(text, 100)),
          null);
    }
  }

  /** Whether the text has the form of an id. */
  public static boolean isValid(String text) {
    return text.length() == 36 && FORM.matcher(text).matches();
  }

  /**
   * A new id: a UUID of version 8 that begins with the seconds since 1970 as eight digits, followed
   * by 90 random bits. Deker spreads arrays over a directory for each of the first eight digits, so
   * arrays made together share these directories, and sort by the time they were made.
   */
  public static ArrayId random() {
    return of(Instant.now(), UUID.randomUUID());
  }

  /** The id for a time and a random UUID of version 4. */
  static ArrayId of(Instant time, UUID random) {
    long seconds = time.getEpochSecond() << 32;
    long high = seconds | (random.getMostSignificantBits() & 0xffff_0fffL) | VERSION;
    return new ArrayId(new UUID(high, random.getLeastSignificantBits()).toString());
  }

  @Override
  public int compareTo(ArrayId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
