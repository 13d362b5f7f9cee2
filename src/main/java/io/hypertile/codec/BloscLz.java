package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Decodes BloscLZ streams. A control byte below 32 announces that many literals and one more; any
 * other a match: 3 bits of length (7 means that bytes follow, as long as they are 255) and 13 bits
 * of distance, which all set mean that 16 more bits follow.
 */
final class BloscLz {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final int MOST_LITERALS = 32;
  private static final int NEAR = 8191;

  private final MemorySegment source;
  private long at;

  private BloscLz(MemorySegment source) {
    this.source = source;
  }

  /** Decodes a stream to the start of the target; gives the bytes written. */
  static long decode(MemorySegment source, MemorySegment target) throws CodecException {
    return new BloscLz(source).decode(target);
  }

  private long decode(MemorySegment target) throws CodecException {
    long out = 0;
    // The first byte can only be literals, and its upper bits tell a version.
    int control = next() & MOST_LITERALS - 1;
    while (true) {
      boolean isLiteral = control < MOST_LITERALS;
      long length = isLiteral ? control + 1 : matchLength(control);
      long distance = isLiteral ? 0 : distance(control);
      if (length > target.byteSize() - out || distance > out) {
        throw new CodecException("a BloscLZ stream leaves the block");
      }
      if (isLiteral) {
        if (length > source.byteSize() - at) {
          throw new CodecException("a BloscLZ stream is cut short");
        }
        MemorySegment.copy(source, at, target, out, length);
        at += length;
      } else {
        for (long i = 0; i < length; i++) {
          target.set(BYTE, out + i, target.get(BYTE, out + i - distance));
        }
      }
      out += length;
      if (at >= source.byteSize()) {
        return out;
      }
      control = next();
    }
  }

  private long matchLength(int control) throws CodecException {
    long length = (control >> 5) + 2;
    if (control >> 5 == 7) {
      int more;
      do {
        more = next();
        length += more;
      } while (more == 255);
    }
    return length;
  }

  private long distance(int control) throws CodecException {
    int upper = (control & 31) << 8;
    int lower = next();
    if (lower == 255 && upper == 31 << 8) {
      int far = next() << 8;
      return far + next() + NEAR + 1L;
    }
    return upper + lower + 1L;
  }

  private int next() throws CodecException {
    if (at >= source.byteSize()) {
      throw new CodecException("a BloscLZ stream is cut short");
    }
    return source.get(BYTE, at++) & 0xff;
  }
}
