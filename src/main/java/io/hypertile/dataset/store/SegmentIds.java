package io.hypertile.dataset.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names of segments, which are never used again. */
final class SegmentIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TIME_DIGITS = 12;

  private SegmentIds() {}

  /**
   * Name of the segment that made a state, which those who know the state before it find by that.
   */
  static String of(long epoch, String line) {
    return HexFormat.of().toHexDigits(epoch, TIME_DIGITS) + "-" + line;
  }

  static String next() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(System.currentTimeMillis(), TIME_DIGITS) + "-" + hex.formatHex(random);
  }
}
