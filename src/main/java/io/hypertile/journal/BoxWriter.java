package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.ndarray.RegionCopy;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes the cells of a box into a file. Long runs are written one by one. Short runs that lie
 * close together are gathered: the span that they touch is read, changed in a window and written
 * back, since a system call costs as much as copying some thousand bytes.
 */
final class BoxWriter {
  /** Runs of so many bytes are written by themselves. */
  private static final int LONG_RUN = 64 << 10;

  /** Bytes between two runs above which they are not gathered: a page, so no page is added. */
  private static final int MAX_GAP = 4096;

  private static final int FIRST_READ = 4096;

  private final DiskFile file;
  private final Change.BoxTarget target;
  private final Payload payload;
  private final ByteBuffer cells;
  private final ByteBuffer window;
  private long cellsStart;
  private long windowStart;

  /** Bytes of the window that are valid, and the end of the last run in it. */
  private int filled;

  private int written;
  private int readAhead = FIRST_READ;

  private BoxWriter(DiskFile file, Change.WriteBox box, Buffers.Pair buffers) {
    this.file = file;
    this.target = box.target();
    this.payload = box.payload();
    this.cells = buffers.first().clear().limit(0);
    this.window = buffers.second().clear();
  }

  /** Writes the box. */
  static void write(DiskFile file, Change.WriteBox box, Buffers.Pair buffers) throws IOException {
    BoxWriter writer = new BoxWriter(file, box, buffers);
    Change.BoxTarget target = box.target();
    long run = RegionCopy.runLength(target.shape(), target.region()) * target.cellSize();
    if (run >= LONG_RUN) {
      RegionCopy.forEachRun(target.shape(), target.region(), writer::writeRun);
    } else {
      RegionCopy.forEachRun(target.shape(), target.region(), writer::gatherRun);
      writer.flush();
    }
  }

  private void writeRun(long arrayCell, long boxCell, long count) throws IOException {
    copy(
        payload,
        boxCell * target.cellSize(),
        file,
        target.position() + arrayCell * target.cellSize(),
        count * target.cellSize(),
        window);
  }

  /** Writes part of a payload, through a buffer. */
  static void copy(
      Payload payload, long offset, DiskFile file, long position, long bytes, ByteBuffer through)
      throws IOException {
    for (long done = 0; done < bytes; done += through.capacity()) {
      through.clear().limit((int) Math.min(through.capacity(), bytes - done));
      Payloads.read(payload, offset + done, through);
      file.write(through.flip(), position + done);
    }
  }

  private void gatherRun(long arrayCell, long boxCell, long count) throws IOException {
    int bytes = (int) (count * target.cellSize());
    long position = target.position() + arrayCell * target.cellSize();
    if (written > 0) {
      long gap = position - windowStart - written;
      if (gap > MAX_GAP || written + gap + bytes > window.capacity()) {
        flush();
      }
    }
    if (written == 0) {
      windowStart = position;
    }
    int at = (int) (position - windowStart);
    if (at > filled) {
      fill(at);
    }
    take(boxCell * target.cellSize(), at, bytes);
    written = at + bytes;
    filled = Math.max(filled, written);
  }

  /** Reads what lies between the runs, and ahead as far as the last windows went. */
  private void fill(int end) throws IOException {
    int stop = Math.max(end, Math.min(window.capacity(), filled + readAhead));
    readAhead = Math.min(2 * readAhead, window.capacity());
    window.limit(stop).position(filled);
    file.read(window, windowStart + filled);
    while (window.hasRemaining()) {
      window.put((byte) 0);
    }
    window.clear();
    filled = stop;
  }

  /** Copies cells of the payload into the window. */
  private void take(long offset, int at, int bytes) throws IOException {
    long inBuffer = offset - cellsStart;
    if (inBuffer + bytes > cells.limit()) {
      cells.clear().limit((int) Math.min(cells.capacity(), payload.size() - offset));
      Payloads.read(payload, offset, cells);
      cellsStart = offset;
      inBuffer = 0;
    }
    window.put(at, cells, (int) inBuffer, bytes);
  }

  private void flush() throws IOException {
    if (written > 0) {
      readAhead = Math.clamp(written, FIRST_READ, window.capacity());
      window.limit(written).position(0);
      file.write(window, windowStart);
      window.clear();
    }
    written = 0;
    filled = 0;
  }
}
