package io.hypertile.partition.imports;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cells that are converted, of which those with the fill value of a file become that of the
 * variable, whatever the conversion would make of them: they go through it as zeros. Keeps a bit
 * for each cell that is on its way. For one thread.
 */
final class FillMarks {
  private long[] bits = new long[64];
  private long given;
  private long made;

  /** Cells as they go into the conversion. */
  CellSource before(CellSource cells, FillValue absent) {
    return new Before(cells, absent.bytes());
  }

  /** Cells as they come out of it. */
  CellSource after(CellSource cells, FillValue fill) {
    return new After(cells, fill.bytes());
  }

  private final class Before extends CellByCell {
    private final byte[] absent;
    private final byte[] zero;
    private final byte[] cell;

    Before(CellSource cells, byte[] absent) {
      super(cells, absent.length, absent.length);
      this.absent = absent;
      this.zero = new byte[absent.length];
      this.cell = new byte[absent.length];
    }

    @Override
    void make(ByteBuffer from, ByteBuffer to) {
      from.get(cell);
      boolean isAbsent = Arrays.equals(cell, absent);
      mark(isAbsent);
      to.put(isAbsent ? zero : cell);
    }
  }

  private final class After extends CellByCell {
    private final byte[] fill;
    private final byte[] cell;

    After(CellSource cells, byte[] fill) {
      super(cells, fill.length, fill.length);
      this.fill = fill;
      this.cell = new byte[fill.length];
    }

    @Override
    void make(ByteBuffer from, ByteBuffer to) {
      from.get(cell);
      to.put(take() ? fill : cell);
    }
  }

  private void mark(boolean isAbsent) {
    if (given - made == (long) bits.length * Long.SIZE) {
      grow();
    }
    int word = word(given);
    long bit = 1L << given;
    bits[word] = isAbsent ? bits[word] | bit : bits[word] & ~bit;
    given++;
  }

  private boolean take() {
    boolean isAbsent = (bits[word(made)] & 1L << made) != 0;
    made++;
    return isAbsent;
  }

  private int word(long cell) {
    return (int) (cell / Long.SIZE % bits.length);
  }

  /** Twice the room: each bit has its place in both halves. */
  private void grow() {
    long[] larger = new long[Math.multiplyExact(bits.length, 2)];
    System.arraycopy(bits, 0, larger, 0, bits.length);
    System.arraycopy(bits, 0, larger, bits.length, bits.length);
    bits = larger;
  }
}
