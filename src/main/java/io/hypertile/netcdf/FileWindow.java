package io.hypertile.netcdf;

import java.nio.ByteBuffer;

/**
 * Bytes of a file that are read forwards, some of them left out. For one thread.
 *
 * <p>What is left out is read with the rest where it is little, so that short runs near one another
 * do not cost a call each.
 */
final class FileWindow {
  private static final int LARGEST = 1 << 16;
  private static final int NEAR = LARGEST / 2;

  private final FileBytes file;
  private final String what;
  private final int size;
  private final ByteBuffer window = ByteBuffer.allocate(LARGEST);
  private long start;

  /**
   * The bytes of runs.
   *
   * @param what the part that is read, for messages
   */
  FileWindow(FileBytes file, String what, ClassicLayout.Runs runs) {
    this.file = file;
    this.what = what;
    boolean isNear = runs.runs() == 1 || runs.step() <= NEAR;
    this.size = isNear ? LARGEST : Math.clamp(runs.bytes(), 1, LARGEST);
    window.limit(0);
  }

  /** Copies bytes to the buffer's position, as many as asked for. */
  void read(long position, ByteBuffer target, int count) {
    long at = position;
    int left = count;
    while (left > 0) {
      long inWindow = at - start;
      if (inWindow < 0 || inWindow >= window.limit()) {
        window.clear().limit(Math.clamp(file.size() - at, 1, size));
        start = at;
        file.read(at, window, what);
        inWindow = 0;
        window.flip();
      }
      int part = (int) Math.min(left, window.limit() - inWindow);
      target.put(target.position(), window, (int) inWindow, part);
      target.position(target.position() + part);
      at += part;
      left -= part;
    }
  }
}
