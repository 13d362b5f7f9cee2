package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a pattern over a length of a file. */
final class FillWriter {
  private FillWriter() {}

  /**
   * Writes the pattern; zeros past the end of the file only extend it. Where the length is zero
   * nothing is written, and the file is as long as it was, wherever the position is.
   */
  static void write(DiskFile file, Change.WriteFill fill, ByteBuffer buffer) throws IOException {
    if (fill.length() == 0) {
      return;
    }
    long stop = fill.position() + fill.length();
    if (isZero(fill.pattern()) && stop > file.size()) {
      writeUpTo(file, fill, buffer, Math.max(fill.position(), file.size()));
      extend(file, stop);
    } else {
      writeUpTo(file, fill, buffer, stop);
    }
  }

  /** Extends a file with zeros to a length above its own. */
  static void extend(DiskFile file, long length) throws IOException {
    file.write(ByteBuffer.allocateDirect(1), length - 1);
  }

  private static void writeUpTo(DiskFile file, Change.WriteFill fill, ByteBuffer buffer, long stop)
      throws IOException {
    byte[] pattern = fill.pattern();
    int whole = buffer.capacity() - buffer.capacity() % pattern.length;
    int filled = (int) Math.min(whole, stop - fill.position());
    buffer.clear();
    for (int at = 0; at < filled; at += pattern.length) {
      buffer.put(at, pattern, 0, Math.min(pattern.length, filled - at));
    }
    for (long at = fill.position(); at < stop; at += whole) {
      buffer.position(0).limit((int) Math.min(whole, stop - at));
      file.write(buffer, at);
    }
  }

  private static boolean isZero(byte[] pattern) {
    for (byte value : pattern) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
