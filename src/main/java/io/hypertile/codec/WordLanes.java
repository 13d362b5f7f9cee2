package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns elements into rows of their bytes or bits, and back, 64 bits at a time. The words of as
 * many elements as a word of a row needs are one turn; each goes to a lane of its own, and lanes
 * exchange halves, quarters, … of their words until each holds a row. Turns stand one after the
 * other in a lane, so that the just-in-time compiler vectorizes the loops. For one thread.
 */
final class WordLanes {
  /** Words at a time: few enough for the nearest cache beside the elements they come from. */
  private static final int MOST_WORDS = 1024;

  /** Turns at a time: enough to be worth the loops, whatever the words. */
  private static final int LEAST_TURNS = 128;

  private static final int GROUP = 8;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The lower parts of words whose parts have 1, 2, 4, … bits. */
  private static final long[] LOWER = {
    0x5555555555555555L,
    0x3333333333333333L,
    0x0f0f0f0f0f0f0f0fL,
    0x00ff00ff00ff00ffL,
    0x0000ffff0000ffffL,
    0x00000000ffffffffL
  };

  private final int elementSize;

  /** The smallest parts exchanged: 2^3 bits for bytes, 2^0 for bits. */
  private final int smallest;

  /** Bytes of an element that are turned at a time, a power of 2 up to 8; 0 for none. */
  private final int width;

  private final int mostTurns;
  private long[][] lanes = new long[0][];

  private WordLanes(int elementSize, int smallest) {
    this.elementSize = elementSize;
    this.smallest = smallest;
    boolean isPower = elementSize < Long.BYTES && Integer.bitCount(elementSize) == 1;
    boolean isWords = elementSize % Long.BYTES == 0;
    this.width = isWords ? Long.BYTES : isPower ? elementSize : 0;
    this.mostTurns = Math.max(LEAST_TURNS, MOST_WORDS / Math.max(1, laneCount()));
  }

  /** For rows of bytes. */
  static WordLanes ofBytes(int elementSize) {
    return new WordLanes(elementSize, 3);
  }

  /** For rows of bits. */
  static WordLanes ofBits(int elementSize) {
    return new WordLanes(elementSize, 0);
  }

  /** Rows of one byte of the elements. */
  private int rowsOfByte() {
    return Byte.SIZE >> smallest;
  }

  /** Elements of which a word of a row holds a part each. */
  int elementsOfTurn() {
    return Long.BYTES * rowsOfByte();
  }

  private int laneCount() {
    return width * rowsOfByte();
  }

  /** Bytes from the word of one lane to that of the next. */
  private long laneStep() {
    return Math.max(elementSize, Long.BYTES);
  }

  /**
   * Rows from elements, as far as they fill turns.
   *
   * @param count elements
   * @return elements done; those behind them are left, whatever there are
   */
  long shuffle(MemorySegment source, MemorySegment target, long count) {
    long done = 0;
    for (int turns; (turns = next(count - done)) > 0; done += (long) turns * elementsOfTurn()) {
      for (int column = 0; column < elementSize; column += width) {
        deal(source, done * elementSize + column, turns);
        for (int part = 5; part >= smallest; part--) {
          exchangeAll(part, turns);
        }
        for (int lane = 0; lane < lanes.length; lane++) {
          long offset = offset(column, lane, count) + done / rowsOfByte();
          MemorySegment.copy(lanes[lane], 0, target, LONG, offset, turns);
        }
      }
    }
    return done;
  }

  /**
   * Elements from rows, as far as they fill turns.
   *
   * @param count elements in all
   * @param first element to begin with, of those with which a turn begins
   * @param last element to end before
   * @return element before which all from the first are done
   */
  long unshuffle(MemorySegment source, MemorySegment target, long count, long first, long last) {
    long done = first;
    for (int turns; (turns = next(last - done)) > 0; done += (long) turns * elementsOfTurn()) {
      for (int column = 0; column < elementSize; column += width) {
        for (int lane = 0; lane < lanes.length; lane++) {
          long offset = offset(column, lane, count) + done / rowsOfByte();
          MemorySegment.copy(source, LONG, offset, lanes[lane], 0, turns);
        }
        for (int part = smallest; part <= 5; part++) {
          exchangeAll(part, turns);
        }
        collect(target, done * elementSize + column, turns);
      }
    }
    return done;
  }

  /** Turns to do next; makes room for them. */
  private int next(long left) {
    int turns = width == 0 ? 0 : (int) Math.min(mostTurns, left / elementsOfTurn());
    if (turns > 0 && (lanes.length == 0 || lanes[0].length < turns)) {
      // One by one, since the compiler leaves arrays of arrays to a slow call.
      long[][] made = new long[laneCount()][];
      for (int lane = 0; lane < made.length; lane++) {
        made[lane] = new long[turns];
      }
      lanes = made;
    }
    return turns;
  }

  /** Offset at which the row of a lane begins. */
  private long offset(int column, int lane, long count) {
    int row = 0;
    int bits = Integer.numberOfTrailingZeros(laneCount());
    for (int part = smallest; part < smallest + bits; part++) {
      if ((lane & laneBit(part)) != 0) {
        row |= 1 << part - smallest;
      }
    }
    return (column * rowsOfByte() + row) * (count / rowsOfByte());
  }

  /** Difference of the numbers of two lanes that exchange parts of 2^part bits. */
  private int laneBit(int part) {
    int bits = Integer.numberOfTrailingZeros(laneCount());
    return bits == 0 ? 0 : 1 << Math.floorMod(part - 6, bits);
  }

  private void exchangeAll(int part, int turns) {
    int bit = laneBit(part);
    for (int lane = 0; lane < lanes.length; lane++) {
      if ((lane & bit) == 0) {
        exchange(lanes[lane], lanes[lane | bit], part, turns);
      }
    }
  }

  /** Exchanges the upper parts of one lane's words with the lower parts of another's. */
  private static void exchange(long[] low, long[] high, int part, int turns) {
    int shift = 1 << part;
    long mask = LOWER[part];
    for (int turn = 0; turn < turns; turn++) {
      long a = low[turn];
      long b = high[turn];
      long both = ((a >>> shift) ^ b) & mask;
      low[turn] = a ^ (both << shift);
      high[turn] = b ^ both;
    }
  }

  private void deal(MemorySegment source, long start, int turns) {
    long step = (long) elementsOfTurn() * elementSize;
    int lane = 0;
    for (; lane + GROUP <= lanes.length; lane += GROUP) {
      dealEight(source, start + lane * laneStep(), step, lane, turns);
    }
    for (; lane + GROUP / 2 <= lanes.length; lane += GROUP / 2) {
      dealFour(source, start + lane * laneStep(), step, lane, turns);
    }
    for (; lane < lanes.length; lane++) {
      long[] words = lanes[lane];
      long at = start + lane * laneStep();
      for (int turn = 0; turn < turns; turn++) {
        words[turn] = source.get(LONG, at + turn * step);
      }
    }
  }

  /** Deals a run of eight words of each turn, so that lines of the cache are read whole. */
  private void dealEight(MemorySegment source, long start, long step, int lane, int turns) {
    long[] a = lanes[lane];
    long[] b = lanes[lane + 1];
    long[] c = lanes[lane + 2];
    long[] d = lanes[lane + 3];
    long[] e = lanes[lane + 4];
    long[] f = lanes[lane + 5];
    long[] g = lanes[lane + 6];
    long[] h = lanes[lane + 7];
    long word = laneStep();
    long at = start;
    for (int turn = 0; turn < turns; turn++) {
      a[turn] = source.get(LONG, at);
      b[turn] = source.get(LONG, at + word);
      c[turn] = source.get(LONG, at + 2 * word);
      d[turn] = source.get(LONG, at + 3 * word);
      e[turn] = source.get(LONG, at + 4 * word);
      f[turn] = source.get(LONG, at + 5 * word);
      g[turn] = source.get(LONG, at + 6 * word);
      h[turn] = source.get(LONG, at + 7 * word);
      at += step;
    }
  }

  private void dealFour(MemorySegment source, long start, long step, int lane, int turns) {
    long[] a = lanes[lane];
    long[] b = lanes[lane + 1];
    long[] c = lanes[lane + 2];
    long[] d = lanes[lane + 3];
    long word = laneStep();
    for (int turn = 0; turn < turns; turn++) {
      long at = start + turn * step;
      a[turn] = source.get(LONG, at);
      b[turn] = source.get(LONG, at + word);
      c[turn] = source.get(LONG, at + 2 * word);
      d[turn] = source.get(LONG, at + 3 * word);
    }
  }

  private void collect(MemorySegment target, long start, int turns) {
    long step = (long) elementsOfTurn() * elementSize;
    int lane = 0;
    for (; lane + GROUP <= lanes.length; lane += GROUP) {
      collectEight(target, start + lane * laneStep(), step, lane, turns);
    }
    for (; lane + GROUP / 2 <= lanes.length; lane += GROUP / 2) {
      collectFour(target, start + lane * laneStep(), step, lane, turns);
    }
    for (; lane < lanes.length; lane++) {
      long[] words = lanes[lane];
      long at = start + lane * laneStep();
      for (int turn = 0; turn < turns; turn++) {
        target.set(LONG, at + turn * step, words[turn]);
      }
    }
  }

  private void collectEight(MemorySegment target, long start, long step, int lane, int turns) {
    long[] a = lanes[lane];
    long[] b = lanes[lane + 1];
    long[] c = lanes[lane + 2];
    long[] d = lanes[lane + 3];
    long[] e = lanes[lane + 4];
    long[] f = lanes[lane + 5];
    long[] g = lanes[lane + 6];
    long[] h = lanes[lane + 7];
    long word = laneStep();
    long at = start;
    for (int turn = 0; turn < turns; turn++) {
      target.set(LONG, at, a[turn]);
      target.set(LONG, at + word, b[turn]);
      target.set(LONG, at + 2 * word, c[turn]);
      target.set(LONG, at + 3 * word, d[turn]);
      target.set(LONG, at + 4 * word, e[turn]);
      target.set(LONG, at + 5 * word, f[turn]);
      target.set(LONG, at + 6 * word, g[turn]);
      target.set(LONG, at + 7 * word, h[turn]);
      at += step;
    }
  }

  private void collectFour(MemorySegment target, long start, long step, int lane, int turns) {
    long[] a = lanes[lane];
    long[] b = lanes[lane + 1];
    long[] c = lanes[lane + 2];
    long[] d = lanes[lane + 3];
    long word = laneStep();
    for (int turn = 0; turn < turns; turn++) {
      long at = start + turn * step;
      target.set(LONG, at, a[turn]);
      target.set(LONG, at + word, b[turn]);
      target.set(LONG, at + 2 * word, c[turn]);
      target.set(LONG, at + 3 * word, d[turn]);
    }
  }
}
