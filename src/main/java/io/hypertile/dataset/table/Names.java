package io.hypertile.dataset.table;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Names of datasets by their ordinals and ordinals by names. Names are only added, so that all
 * states share them: those that a state does not know yet have greater ordinals than it has rows.
 * One thread at a time adds, any number reads.
 */
public final class Names {
  private static final AtomicLong SERIALS = new AtomicLong();

  private static final int BLOCK_LOG2 = 12;
  private static final int BLOCK = 1 << BLOCK_LOG2;
  private static final byte[] NO_NAME = {};
  private static final int FIRST_SLOTS = 1 << 10;

  /** Another one for each table, so that nobody can choose names that fall together. */
  private final int seed = ThreadLocalRandom.current().nextInt();

  private final long serial = SERIALS.incrementAndGet();

  private volatile byte[][][] blocks = new byte[0][][];

  /** Ordinals and one, by the sums of their names; 0 for none. */
  private volatile AtomicIntegerArray slots = new AtomicIntegerArray(FIRST_SLOTS);

  private volatile int count;
  private volatile NameOrder order = NameOrder.NONE;

  /** Number that no other names of this process have. */
  long serial() {
    return serial;
  }

  /** Number of names. */
  public int count() {
    return count;
  }

  /** Name of an ordinal; null if the ordinal has none. */
  public byte @Nullable [] name(int row) {
    byte[][][] all = blocks;
    int block = row >>> BLOCK_LOG2;
    return row < 0 || block >= all.length ? null : all[block][row & BLOCK - 1];
  }

  private byte[] nameOrNone(int row) {
    byte[] name = name(row);
    return name == null ? NO_NAME : name;
  }

  /** Ordinal of a name; -1 if there is none. */
  public int find(byte[] name) {
    AtomicIntegerArray table = slots;
    int mask = table.length() - 1;
    for (int slot = sum(name) & mask; ; slot = slot + 1 & mask) {
      int row = table.get(slot) - 1;
      if (row < 0 || Arrays.equals(name(row), name)) {
        return row;
      }
    }
  }

  /**
   * Adds a name that is not there.
   *
   * @param row its ordinal, which has no name yet
   */
  void add(int row, byte[] name) {
    byte[][][] all = blocks;
    int block = row >>> BLOCK_LOG2;
    if (block >= all.length) {
      byte[][][] more = Arrays.copyOf(all, Math.max(block + 1, all.length + all.length / 4));
      for (int at = all.length; at < more.length; at++) {
        more[at] = new byte[BLOCK][];
      }
      blocks = more;
      all = more;
    }
    all[block][row & BLOCK - 1] = name;
    AtomicIntegerArray table = slots;
    if (2 * (count + 1) > table.length()) {
      table = larger(table);
    }
    put(table, row, name);
    slots = table;
    count++;
  }

  private AtomicIntegerArray larger(AtomicIntegerArray table) {
    AtomicIntegerArray larger = new AtomicIntegerArray(4 * table.length());
    for (int slot = 0; slot < table.length(); slot++) {
      int row = table.getPlain(slot) - 1;
      byte[] name = name(row);
      if (name != null) {
        put(larger, row, name);
      }
    }
    return larger;
  }

  private void put(AtomicIntegerArray table, int row, byte[] name) {
    int mask = table.length() - 1;
    int slot = sum(name) & mask;
    while (table.getPlain(slot) != 0) {
      slot = slot + 1 & mask;
    }
    table.setRelease(slot, row + 1);
  }

  private int sum(byte[] name) {
    int sum = seed;
    for (byte each : name) {
      sum = (sum ^ each) * 0x9E3779B1;
      sum ^= sum >>> 15;
    }
    return sum;
  }

  /** Ordinals in the order of the bytes of their names, of all names that there are by now. */
  int[] ordered(int rows) {
    NameOrder known = order;
    if (known.isOf(count)) {
      return known.rows();
    }
    synchronized (this) {
      known = order;
      if (!known.isOf(count)) {
        known = known.with(this::nameOrNone, Math.max(rows, count));
        order = known;
      }
      return known.rows();
    }
  }
}
