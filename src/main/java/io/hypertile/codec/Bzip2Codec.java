package io.hypertile.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * One bzip2 stream.
 *
 * @param blockSize what the encoder sorts at a time, in units of 100,000 bytes: 1 to 9
 */
public record Bzip2Codec(int blockSize) implements Codec {
  /** The least block size. */
  public static final int LEAST_BLOCK = 1;

  /** The greatest block size, which is also the usual one. */
  public static final int LARGEST_BLOCK = 9;

  private static final int BUFFER = 1 << 14;

  /** Checks the block size. */
  public Bzip2Codec {
    if (blockSize < LEAST_BLOCK || blockSize > LARGEST_BLOCK) {
      throw new IllegalArgumentException("bzip2 with blocks of the size " + blockSize);
    }
  }

  @Override
  public long largestEncoded(long size) {
    return size + size / 50 + 4096;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    byte[] buffer = new byte[BUFFER];
    long out = 0;
    try (InputStream stream = new BZip2CompressorInputStream(new SegmentInput(source))) {
      for (int count; (count = stream.read(buffer)) >= 0; out += count) {
        if (count > target.byteSize() - out) {
          throw new CodecException("the bzip2 stream holds more than the chunk");
        }
        MemorySegment.copy(buffer, 0, target, ValueLayout.JAVA_BYTE, out, count);
      }
      return out;
    } catch (IOException | RuntimeException e) {
      // The library reports some damage by unchecked exceptions.
      throw new CodecException("not a bzip2 stream: " + e.getMessage(), e);
    }
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    SegmentOutput output = new SegmentOutput(target);
    byte[] buffer = new byte[BUFFER];
    try (OutputStream stream = new BZip2CompressorOutputStream(output, blockSize)) {
      for (long at = 0; at < source.byteSize(); ) {
        int count = (int) Math.min(BUFFER, source.byteSize() - at);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
        stream.write(buffer, 0, count);
        at += count;
      }
    } catch (IOException e) {
      return -1;
    }
    return output.position;
  }

  /** Reads a segment. */
  private static final class SegmentInput extends InputStream {
    private final MemorySegment bytes;
    private long position;

    SegmentInput(MemorySegment bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return position == bytes.byteSize()
          ? -1
          : bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = (int) Math.min(length, bytes.byteSize() - position);
      if (count == 0 && length > 0) {
        return -1;
      }
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, target, offset, count);
      position += count;
      return count;
    }
  }

  /** Writes to a segment, which must have room. */
  private static final class SegmentOutput extends OutputStream {
    private final MemorySegment bytes;
    private long position;

    SegmentOutput(MemorySegment bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(int value) throws IOException {
      requireRoom(1);
      bytes.set(ValueLayout.JAVA_BYTE, position++, (byte) value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      requireRoom(length);
      MemorySegment.copy(source, offset, bytes, ValueLayout.JAVA_BYTE, position, length);
      position += length;
    }

    private void requireRoom(int length) throws IOException {
      if (length > bytes.byteSize() - position) {
        throw new IOException("no room");
      }
    }
  }
}
