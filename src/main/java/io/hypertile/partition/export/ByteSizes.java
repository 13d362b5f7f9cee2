package io.hypertile.partition.export;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes as people read them (zcollection-rules.md 137): steps of 1,024. */
final class ByteSizes {
  private static final int STEP = 1024;
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB");

  private ByteSizes() {}

  /** Bytes without decimals, larger units with two. */
  static String text(double bytes) {
    if (bytes < STEP) {
      return "%.0f B".formatted(bytes);
    }
    double size = bytes / STEP;
    int unit = 0;
    while (size >= STEP && unit < UNITS.size() - 1) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", size, UNITS.get(unit));
  }
}
