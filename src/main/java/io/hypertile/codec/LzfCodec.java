package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One LZF block without a frame. A control byte below 32 announces that many literals and one more;
 * any other holds a match's length (3 bits, 7 means one more byte) and the upper 5 bits of its
 * distance.
 */
public record LzfCodec() implements Codec {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final int MOST_LITERALS = 32;
  private static final int LONGEST_MATCH = 264;
  private static final int FARTHEST = 1 << 13;
  private static final int HASH_BITS = 14;

  @Override
  public long largestEncoded(long size) {
    return size + size / MOST_LITERALS + 4;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    long end = source.byteSize();
    long at = 0;
    long out = 0;
    while (at < end) {
      int control = source.get(BYTE, at++) & 0xff;
      boolean isLiteral = control < MOST_LITERALS;
      int length = isLiteral ? control + 1 : control >> 5;
      int extra = isLiteral ? length : length == 7 ? 2 : 1;
      if (end - at < extra) {
        throw new CodecException("the LZF block is cut short");
      }
      if (!isLiteral) {
        length += 2 + (length == 7 ? source.get(BYTE, at++) & 0xff : 0);
      }
      if (target.byteSize() - out < length) {
        throw new CodecException("the LZF block holds more than the chunk");
      }
      if (isLiteral) {
        MemorySegment.copy(source, at, target, out, length);
        at += length;
      } else {
        long from = out - ((control & 0x1f) << 8 | source.get(BYTE, at++) & 0xff) - 1;
        if (from < 0) {
          throw new CodecException("an LZF match starts in front of the chunk");
        }
        for (int i = 0; i < length; i++) {
          target.set(BYTE, out + i, target.get(BYTE, from + i));
        }
      }
      out += length;
    }
    return out;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    int size = Math.toIntExact(source.byteSize());
    int[] latest = new int[1 << HASH_BITS];
    Arrays.fill(latest, -1);
    int literal = 0;
    int at = 0;
    long out = 0;
    while (at + 2 < size) {
      int key = key(source, at);
      int slot = key * 0x9e3779b1 >>> 32 - HASH_BITS;
      int found = latest[slot];
      latest[slot] = at;
      if (found < 0 || at - found > FARTHEST || key(source, found) != key) {
        at++;
        continue;
      }
      int length = matchLength(source, found, at, Math.min(LONGEST_MATCH, size - at));
      out = putLiterals(source, literal, at, target, out);
      out = putMatch(target, out, length, at - found - 1);
      at += length;
      literal = at;
    }
    out = putLiterals(source, literal, size, target, out);
    return out < size ? out : -1;
  }

  private static int key(MemorySegment source, int at) {
    return (source.get(BYTE, at) & 0xff) << 16
        | (source.get(BYTE, at + 1) & 0xff) << 8
        | (source.get(BYTE, at + 2) & 0xff);
  }

  private static int matchLength(MemorySegment source, int earlier, int later, int most) {
    int length = 3;
    while (length < most
        && source.get(BYTE, earlier + length) == source.get(BYTE, later + length)) {
      length++;
    }
    return length;
  }

  private static long putLiterals(
      MemorySegment source, int from, int to, MemorySegment target, long position) {
    long out = position;
    for (int at = from; at < to; ) {
      int length = Math.min(MOST_LITERALS, to - at);
      target.set(BYTE, out++, (byte) (length - 1));
      MemorySegment.copy(source, at, target, out, length);
      out += length;
      at += length;
    }
    return out;
  }

  private static long putMatch(MemorySegment target, long position, int length, int distance) {
    long out = position;
    int code = length - 2;
    if (code < 7) {
      target.set(BYTE, out++, (byte) (code << 5 | distance >> 8));
    } else {
      target.set(BYTE, out++, (byte) (7 << 5 | distance >> 8));
      target.set(BYTE, out++, (byte) (code - 7));
    }
    target.set(BYTE, out++, (byte) distance);
    return out;
  }
}
