package io.hypertile.dataset.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names of segments, which are never used again and ascend by the time of their making. */
final class SegmentIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TIME_DIGITS = 12;

  private SegmentIds() {}

  static String next() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(System.currentTimeMillis(), TIME_DIGITS) + "-" + hex.formatHex(random);
  }
}
