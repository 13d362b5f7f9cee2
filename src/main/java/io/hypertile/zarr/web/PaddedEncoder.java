package io.hypertile.zarr.web;

import io.hypertile.encode.CellEncoder;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/**
 * Writes a chunk of which the array has some cells only, or a part of it: these, and the fill value
 * in place of the others.
 */
final class PaddedEncoder implements CellEncoder {
  private static final int BUFFER = 64 << 10;

  private final long[] held;
  private final long[] chunk;
  private final long[] inner;
  private final long[] at;
  private final int split;
  private final byte[] fill;
  private final byte[] padding;
  private final Window window;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private long position;
  private long leftOfRun;

  /**
   * The bytes of the chunk that are written.
   *
   * @param start the first
   * @param stop one past the last
   */
  record Window(long start, long stop) {}

  /**
   * A chunk.
   *
   * @param held lengths of the box of cells that the array has, which lies at the chunk's beginning
   * @param chunk lengths of the chunk
   * @param fill the value of the others
   */
  PaddedEncoder(Shape held, Shape chunk, FillValue fill, Window window) {
    this.held = held.toArray();
    this.chunk = chunk.toArray();
    this.inner = chunk.strides();
    this.at = new long[this.held.length];
    this.fill = fill.bytes();
    this.padding = padding(this.fill);
    this.window = window;
    int axis = this.held.length - 1;
    while (axis > 0 && this.held[axis] == this.chunk[axis]) {
      axis--;
    }
    this.split = axis;
    this.leftOfRun = run();
  }

  /** The fill value over and over, for a buffer that begins anywhere in one. */
  private static byte[] padding(byte[] fill) {
    byte[] padding = new byte[BUFFER + fill.length];
    for (int at = 0; at < padding.length; at++) {
      padding[at] = fill[at % fill.length];
    }
    return padding;
  }

  /** Bytes of the cells that follow one another without padding. */
  private long run() {
    return held[split] * inner[split] * fill.length;
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(window.stop - window.start);
  }

  @Override
  public void begin(OutputStream out) {}

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment cells = block.cells();
    long from = 0;
    while (from < cells.byteSize()) {
      long count = Math.min(leftOfRun, cells.byteSize() - from);
      copy(cells.asSlice(from, count), out);
      from += count;
      leftOfRun -= count;
      if (leftOfRun == 0) {
        pad(split, out);
        carry(out);
        leftOfRun = run();
      }
    }
  }

  /** Goes on to the next run, past the padding of every axis that is at its end. */
  private void carry(OutputStream out) throws IOException {
    for (int axis = split - 1; axis >= 0; axis--) {
      at[axis]++;
      if (at[axis] < held[axis]) {
        return;
      }
      at[axis] = 0;
      pad(axis, out);
    }
  }

  private void pad(int axis, OutputStream out) throws IOException {
    long bytes = (chunk[axis] - held[axis]) * inner[axis] * fill.length;
    long from = Math.clamp(window.start - position, 0, bytes);
    long to = Math.clamp(window.stop - position, from, bytes);
    while (from < to) {
      if (buffered == BUFFER) {
        flush(out);
      }
      int count = (int) Math.min(BUFFER - buffered, to - from);
      int phase = (int) (from % fill.length);
      System.arraycopy(padding, phase, buffer, buffered, count);
      buffered += count;
      from += count;
    }
    position += bytes;
  }

  private void copy(MemorySegment cells, OutputStream out) throws IOException {
    long bytes = cells.byteSize();
    long from = Math.clamp(window.start - position, 0, bytes);
    long to = Math.clamp(window.stop - position, from, bytes);
    while (from < to) {
      if (buffered == BUFFER) {
        flush(out);
      }
      int count = (int) Math.min(BUFFER - buffered, to - from);
      MemorySegment.copy(cells, ValueLayout.JAVA_BYTE, from, buffer, buffered, count);
      buffered += count;
      from += count;
    }
    position += bytes;
  }

  private void flush(OutputStream out) throws IOException {
    out.write(buffer, 0, buffered);
    buffered = 0;
  }

  @Override
  public void end(OutputStream out) throws IOException {
    flush(out);
    long whole = chunk[0] * inner[0] * fill.length;
    if (position != whole) {
      throw new IllegalStateException(position + " bytes of " + whole + " were written");
    }
  }
}
