package io.hypertile.netcdf;

import io.hypertile.ndarray.CellSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Texts of a variable of characters, joined along its last dimension, without the zeros at their
 * ends.
 */
final class ClassicTexts implements CellSource {
  private final FileWindow window;
  private final ClassicLayout.Runs runs;
  private final byte[] room;
  private final long ofRun;
  private ByteBuffer text = ByteBuffer.allocate(0);
  private long run;
  private long inRun;

  /**
   * Texts.
   *
   * @param length characters of a text with its padding
   * @param texts number of texts in all
   */
  ClassicTexts(FileWindow window, ClassicLayout.Runs runs, int length, long texts) {
    this.window = window;
    this.runs = runs;
    this.room = new byte[length];
    this.ofRun = runs.runs() == 0 ? 0 : texts / runs.runs();
    this.run = ofRun == 0 ? runs.runs() : 0;
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.position();
    while (target.hasRemaining() && (text.hasRemaining() || next())) {
      int count = Math.min(text.remaining(), target.remaining());
      target.put(target.position(), text, text.position(), count);
      target.position(target.position() + count);
      text.position(text.position() + count);
    }
    int count = target.position() - before;
    return count == 0 && target.hasRemaining() ? -1 : count;
  }

  private boolean next() {
    if (run == runs.runs()) {
      return false;
    }
    long at = runs.begin() + run * runs.step() + inRun * room.length;
    window.read(at, ByteBuffer.wrap(room), room.length);
    if (++inRun == ofRun) {
      inRun = 0;
      run++;
    }
    byte[] bytes = LenientText.utf8(room);
    text = ByteBuffer.allocate(Integer.BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    text.putInt(bytes.length).put(bytes).flip();
    return true;
  }
}
