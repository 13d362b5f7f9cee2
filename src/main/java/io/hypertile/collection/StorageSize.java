package io.hypertile.collection;

import java.util.List;
import java.util.Locale;

/**
 * Room that stored arrays take.
 *
 * @param bytes bytes of their files, not negative
 */
public record StorageSize(long bytes) {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private static final double STEP = 1024;

  /**
   * The size with two decimals in the largest unit of 1024 steps, under its name of IEC 80000-13
   * (deker-rules.md 220).
   */
  public String text() {
    double size = bytes;
    int unit = 0;
    while (size >= STEP && unit < UNITS.size() - 1) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", size, UNITS.get(unit));
  }
}
