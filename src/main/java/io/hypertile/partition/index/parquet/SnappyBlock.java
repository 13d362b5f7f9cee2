package io.hypertile.partition.index.parquet;

import java.nio.ByteBuffer;

/** Decodes blocks of Snappy: literals, and copies of what was decoded before. */
final class SnappyBlock {
  private static final int SHORT_LITERAL = 60;

  private final ByteBuffer in;
  private final byte[] out;
  private int at;

  private SnappyBlock(ByteBuffer in, byte[] out) {
    this.in = in;
    this.out = out;
  }

  /** Decodes a block that gives exactly the bytes there is room for. */
  static void decode(ByteBuffer source, byte[] target) throws ParquetFault {
    SnappyBlock block = new SnappyBlock(source, target);
    if (block.size() != target.length) {
      throw new ParquetFault("a Snappy block has another size than its page says");
    }
    while (block.in.hasRemaining()) {
      block.element();
    }
    if (block.at != target.length) {
      throw new ParquetFault("a Snappy block is cut short");
    }
  }

  private long size() throws ParquetFault {
    long size = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      int part = next();
      size |= (part & 0x7fL) << shift;
      if (part < 0x80) {
        return size;
      }
    }
    throw new ParquetFault("a Snappy block has no size");
  }

  private int next() throws ParquetFault {
    if (!in.hasRemaining()) {
      throw new ParquetFault("a Snappy block is cut short");
    }
    return in.get() & 0xff;
  }

  private int bytes(int count) throws ParquetFault {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= next() << 8 * i;
    }
    return value;
  }

  private void element() throws ParquetFault {
    int tag = next();
    switch (tag & 3) {
      case 0 -> {
        int length = tag >> 2;
        literal(length < SHORT_LITERAL ? length : bytes(length - SHORT_LITERAL + 1));
      }
      case 1 -> copy((tag >> 2 & 7) + 4, (tag >> 5) << 8 | next());
      case 2 -> copy((tag >> 2) + 1, bytes(2));
      default -> copy((tag >> 2) + 1, bytes(4));
    }
  }

  /** Takes bytes as they are, one more than the number says. */
  private void literal(int lengthLessOne) throws ParquetFault {
    if (lengthLessOne < 0 || lengthLessOne >= in.remaining() || lengthLessOne >= out.length - at) {
      throw new ParquetFault("a literal of a Snappy block is too long");
    }
    in.get(out, at, lengthLessOne + 1);
    at += lengthLessOne + 1;
  }

  private void copy(int length, int offset) throws ParquetFault {
    if (offset <= 0 || offset > at || length > out.length - at) {
      throw new ParquetFault("a copy of a Snappy block lies outside of it");
    }
    for (int i = 0; i < length; i++) {
      out[at] = out[at - offset];
      at++;
    }
  }
}
