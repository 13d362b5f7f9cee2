package io.hypertile.dataset.columns;

import org.jspecify.annotations.Nullable;

/** Small numbers of a run, in no bytes where all are the same. Immutable. */
final class PackedBytes {
  private final byte first;
  private final byte @Nullable [] all;

  private PackedBytes(byte first, byte @Nullable [] all) {
    this.first = first;
    this.all = all;
  }

  /** Packs numbers, which may be changed later. */
  static PackedBytes of(byte[] values) {
    for (byte value : values) {
      if (value != values[0]) {
        return new PackedBytes(values[0], values.clone());
      }
    }
    return new PackedBytes(values[0], null);
  }

  byte get(int at) {
    byte[] each = all;
    return each == null ? first : each[at];
  }

  long bytes() {
    byte[] each = all;
    return 24 + (each == null ? 0 : 16L + each.length);
  }
}
