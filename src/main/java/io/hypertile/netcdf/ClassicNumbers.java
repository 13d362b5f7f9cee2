package io.hypertile.netcdf;

import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Numbers of a variable, turned to little endian as they come. */
final class ClassicNumbers implements CellSource {
  private final FileWindow window;
  private final ClassicLayout.Runs runs;
  private final int cellBytes;
  private final ByteBuffer cells = ByteBuffer.allocate(1 << 16);
  private long run;
  private long inRun;

  /**
   * Numbers.
   *
   * @param cellBytes bytes of a number
   */
  ClassicNumbers(FileWindow window, ClassicLayout.Runs runs, int cellBytes) {
    this.window = window;
    this.runs = runs;
    this.cellBytes = cellBytes;
    this.run = runs.bytes() == 0 ? runs.runs() : 0;
    cells.limit(0);
  }

  @Override
  public int read(ByteBuffer target) {
    if (!cells.hasRemaining() && !fill()) {
      return -1;
    }
    int count = Math.min(cells.remaining(), target.remaining());
    target.put(target.position(), cells, cells.position(), count);
    target.position(target.position() + count);
    cells.position(cells.position() + count);
    return count;
  }

  private boolean fill() {
    cells.clear();
    while (run < runs.runs() && cells.hasRemaining()) {
      int count = (int) Math.min(runs.bytes() - inRun, cells.remaining());
      window.read(runs.begin() + run * runs.step() + inRun, cells, count);
      inRun += count;
      if (inRun == runs.bytes()) {
        inRun = 0;
        run++;
      }
    }
    cells.flip();
    if (cellBytes > 1) {
      ByteSwap.inPlace(MemorySegment.ofBuffer(cells), cellBytes);
    }
    return cells.hasRemaining();
  }
}
