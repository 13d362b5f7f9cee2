package io.hypertile.encode;

import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes cells as they are, after a prefix. */
final class VerbatimEncoder implements CellEncoder {
  /** Larger and smaller heap buffers both reach the connector more slowly. */
  private static final int BUFFER = 32 * 1024;

  private static final long LARGEST_WRITE = 1 << 30;

  private final byte[] prefix;
  private final long bytes;
  private long written;
  private byte[] buffer = new byte[0];

  /**
   * Writes one answer.
   *
   * @param bytes bytes of all cells
   */
  VerbatimEncoder(byte[] prefix, long bytes) {
    this.prefix = prefix;
    this.bytes = bytes;
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(prefix.length + bytes);
  }

  @Override
  public Optional<byte[]> verbatimPrefix() {
    return Optional.of(prefix.clone());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    out.write(prefix);
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment cells = block.cells();
    long size = cells.byteSize();
    if (block.isAnyLength()) {
      throw new IllegalStateException("references are not written as cells");
    }
    if (size > bytes - written) {
      throw new IllegalStateException("more cells than the " + bytes + " bytes announced");
    }
    if (out instanceof NativeOutput direct) {
      writeNative(cells, direct);
    } else {
      writeThroughHeap(cells, out);
    }
    written += size;
  }

  private static void writeNative(MemorySegment cells, NativeOutput out) throws IOException {
    for (long at = 0; at < cells.byteSize(); at += LARGEST_WRITE) {
      long count = Math.min(LARGEST_WRITE, cells.byteSize() - at);
      out.write(cells.asSlice(at, count).asByteBuffer());
    }
  }

  private void writeThroughHeap(MemorySegment cells, OutputStream out) throws IOException {
    long size = cells.byteSize();
    if (buffer.length < Math.min(size, BUFFER)) {
      buffer = new byte[(int) Math.min(bytes, BUFFER)];
    }
    for (long at = 0; at < size; at += buffer.length) {
      int count = (int) Math.min(buffer.length, size - at);
      MemorySegment.copy(cells, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
      out.write(buffer, 0, count);
    }
  }

  @Override
  public void end(OutputStream out) {
    if (written != bytes) {
      throw new IllegalStateException(written + " bytes of " + bytes + " were given");
    }
  }
}
