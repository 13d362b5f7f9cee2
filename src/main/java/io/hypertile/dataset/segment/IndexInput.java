package io.hypertile.dataset.segment;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads an index part by part, and sums it up. For one thread. */
final class IndexInput {
  private static final int PART_BYTES = 1 << 20;

  private final ReadableObjects objects;
  private final StoreKey key;
  private final SegmentTail tail;
  private final CRC32C crc = new CRC32C();
  private byte[] part = new byte[0];
  private int at;
  private long taken;

  IndexInput(ReadableObjects objects, StoreKey key, SegmentTail tail) {
    this.objects = objects;
    this.key = key;
    this.tail = tail;
  }

  /** Position in the segment. */
  long position() {
    return tail.offset() + taken - part.length + at;
  }

  private long left() {
    return tail.length() - taken + part.length - at;
  }

  int readByte() {
    if (at == part.length) {
      read();
    }
    return part[at++] & 0xff;
  }

  private void read() {
    long length = Math.min(PART_BYTES, tail.length() - taken);
    require(length > 0);
    byte[] next = length == part.length ? part : new byte[(int) length];
    ByteRange.Span span = new ByteRange.Span(tail.offset() + taken, length);
    Piece piece = new Piece(span, MemorySegment.ofArray(next));
    if (!(objects.read(key, List.of(piece), Optional.empty()) instanceof ReadResult.Read)) {
      throw SegmentTail.corrupt(key, span.offset(), "its index cannot be read", null);
    }
    crc.update(next);
    part = next;
    at = 0;
    taken += length;
  }

  /** A number of {@link Packed#putNumber}, at most as large. */
  long readNumber(long most) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        require(value <= most);
        return value;
      }
    }
    throw SegmentTail.corrupt(key, position(), "a number is too long", null);
  }

  /** Bytes behind their number. */
  byte[] readText() {
    int length = (int) readNumber(Math.min(left(), Integer.MAX_VALUE - 8));
    require(length <= left());
    return readBytes(length);
  }

  byte[] readBytes(int length) {
    byte[] text = new byte[length];
    for (int done = 0; done < length; ) {
      if (at == part.length) {
        read();
      }
      int count = Math.min(length - done, part.length - at);
      System.arraycopy(part, at, text, done, count);
      at += count;
      done += count;
    }
    return text;
  }

  /** Ends reading: all bytes were taken, and they are those that were written. */
  void requireEnd() {
    require(left() == 0);
    if ((int) crc.getValue() != tail.crc()) {
      throw SegmentTail.corrupt(key, tail.offset(), "the sum of its index is another one", null);
    }
  }

  private void require(boolean holds) {
    if (!holds) {
      throw SegmentTail.corrupt(key, position(), "its index contradicts its format", null);
    }
  }
}
