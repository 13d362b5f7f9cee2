package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A gzip file (RFC 1952), which is not a zlib stream: {@link DeflateCodec} is another codec.
 * Several members, one after the other, are decoded; one without name and time is encoded.
 *
 * @param level 0 to 9
 */
public record GzipCodec(int level) implements Codec {
  private static final int HEAD = 10;
  private static final int TRAILER = 8;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATED = 8;
  private static final int HAS_SUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final byte UNKNOWN_SYSTEM = (byte) 255;

  /** Checks the level. */
  public GzipCodec {
    if (level < DeflateCodec.LEAST_LEVEL || level > DeflateCodec.GREATEST_LEVEL) {
      throw new IllegalArgumentException("gzip with the level " + level);
    }
  }

  @Override
  public long largestEncoded(long size) {
    return size + (size >> 12) + (size >> 14) + (size >> 25) + 64;
  }

  @Override
  public long decodedSize(MemorySegment source) {
    long size = source.byteSize();
    return size < HEAD + TRAILER
        ? -1
        : source.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), size - 4)
            & 0xffffffffL;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    ByteBuffer in = source.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = target.asByteBuffer();
    Inflater inflater = new Inflater(true);
    try {
      do {
        skipHead(in);
        int start = out.position();
        inflater.reset();
        inflater.setInput(in);
        inflate(inflater, out);
        checkTrailer(in, out.slice(start, out.position() - start));
      } while (in.hasRemaining());
      return out.position();
    } catch (DataFormatException e) {
      throw new CodecException("not a gzip stream: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static void skipHead(ByteBuffer in) throws CodecException {
    if (in.remaining() < HEAD + TRAILER) {
      throw new CodecException("the gzip stream is cut short");
    }
    int magic = in.getShort() & 0xffff;
    int method = in.get();
    int flags = in.get();
    if (magic != MAGIC || method != DEFLATED || (flags & RESERVED) != 0) {
      throw new CodecException("not a gzip stream");
    }
    skip(in, HEAD - 4);
    if ((flags & HAS_EXTRA) != 0) {
      require(in, 2);
      skip(in, in.getShort() & 0xffff);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText(in);
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText(in);
    }
    if ((flags & HAS_SUM) != 0) {
      skip(in, 2);
    }
  }

  private static void require(ByteBuffer in, int bytes) throws CodecException {
    if (in.remaining() < bytes) {
      throw new CodecException("the gzip stream is cut short");
    }
  }

  private static void skip(ByteBuffer in, int bytes) throws CodecException {
    require(in, bytes);
    in.position(in.position() + bytes);
  }

  private static void skipText(ByteBuffer in) throws CodecException {
    do {
      require(in, 1);
    } while (in.get() != 0);
  }

  private static void inflate(Inflater inflater, ByteBuffer out)
      throws DataFormatException, CodecException {
    byte[] probe = new byte[1];
    while (!inflater.finished()) {
      boolean isFull = !out.hasRemaining();
      int count = isFull ? inflater.inflate(probe) : inflater.inflate(out);
      if (isFull && count > 0) {
        throw new OverfullException("the gzip stream holds more than the chunk");
      }
      boolean isStuck = inflater.needsInput() || inflater.needsDictionary();
      if (count == 0 && !inflater.finished() && isStuck) {
        throw new CodecException("the gzip stream is cut short");
      }
    }
  }

  private static void checkTrailer(ByteBuffer in, ByteBuffer decoded) throws CodecException {
    require(in, TRAILER);
    CRC32 sum = new CRC32();
    int size = decoded.remaining();
    sum.update(decoded);
    int stored = in.getInt();
    if (stored != (int) sum.getValue() || in.getInt() != size) {
      throw new CodecException("the checksum or the length of the gzip stream is wrong");
    }
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    ByteBuffer out = target.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) MAGIC).put((byte) DEFLATED).put((byte) 0).putInt(0).put((byte) 0);
    out.put(UNKNOWN_SYSTEM);
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setInput(source.asByteBuffer());
      deflater.finish();
      while (!deflater.finished()) {
        if (!out.hasRemaining()) {
          return -1;
        }
        deflater.deflate(out);
      }
    } finally {
      deflater.end();
    }
    if (out.remaining() < TRAILER) {
      return -1;
    }
    CRC32 sum = new CRC32();
    sum.update(source.asByteBuffer());
    out.putInt((int) sum.getValue()).putInt((int) source.byteSize());
    return out.position();
  }
}
