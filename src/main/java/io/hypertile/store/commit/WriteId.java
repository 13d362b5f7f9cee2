package io.hypertile.store.commit;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Name of one write, which no other has: the time in milliseconds and 80 random bits, both in
 * hexadecimal.
 *
 * @param text 12 digits of time, a dash, 20 random digits
 */
record WriteId(String text) {
  /** Age of staged bytes from which on no commit takes them. */
  static final Duration STAGED_AGE = Duration.ofHours(12);

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{12}-[0-9a-f]{20}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 10;
  private static final int TIME_DIGITS = 12;
  private static final int HEX = 16;

  WriteId {
    if (!isOne(text)) {
      throw new IllegalArgumentException("no write is called " + text);
    }
  }

  /** Whether a text can be the name of a write. */
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new name. */
  static WriteId next() {
    return next(Instant.now());
  }

  /** A new name of a moment. */
  static WriteId next(Instant now) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    HexFormat hex = HexFormat.of();
    return new WriteId(
        hex.toHexDigits(now.toEpochMilli(), TIME_DIGITS) + "-" + hex.formatHex(random));
  }

  /** Time of the write, by the clock of the server that made it. */
  Instant time() {
    return Instant.ofEpochMilli(Long.parseLong(text.substring(0, TIME_DIGITS), HEX));
  }

  /** Whether it was made so long before a moment. */
  boolean isOlder(Duration age, Instant now) {
    return time().plus(age).isBefore(now);
  }

  @Override
  public String toString() {
    return text;
  }
}
