package io.hypertile.coordinate;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.RandomAccess;

/** Coordinates that are texts: their bytes in UTF-8 one behind the other, found by their hash. */
public final class TextValues implements CoordinateValues {
  /** Unknown to who makes texts, so that nobody makes many whose hashes are the same. */
  private static final long FACTOR = new SecureRandom().nextLong() | 1;

  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final byte[] bytes;
  private final int[] ends;
  private final int[] table;
  private final BitSet repeated = new BitSet();
  private final int order;

  /**
   * Texts of positions.
   *
   * @param bytes all of them in UTF-8; not to be changed
   * @param ends the end of each in these
   */
  TextValues(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
    this.table = new int[Integer.highestOneBit(Math.max(1, ends.length)) * 4];
    for (int n = 0; n < ends.length; n++) {
      put(n);
    }
    this.order = findOrder();
  }

  private int start(int position) {
    return position == 0 ? 0 : ends[position - 1];
  }

  private void put(int position) {
    int slot = slot(bytes, start(position), ends[position]);
    if (table[slot] == 0) {
      table[slot] = position + 1;
    } else {
      repeated.set(table[slot] - 1);
    }
  }

  /** The place of a text in the table, free or taken by an equal one. */
  private int slot(byte[] text, int from, int to) {
    long hash = to - from;
    for (int n = from; n < to; n++) {
      hash = (hash ^ text[n] & 0xff) * FACTOR;
    }
    int mask = table.length - 1;
    int slot = (int) ((hash ^ hash >>> 29) * MIX >>> 32) & mask;
    while (table[slot] != 0 && !isEqual(table[slot] - 1, text, from, to)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isEqual(int position, byte[] text, int from, int to) {
    return Arrays.equals(bytes, start(position), ends[position], text, from, to);
  }

  private int findOrder() {
    int found = 0;
    for (int n = 1; n < ends.length; n++) {
      int next = Integer.signum(compare(n, n - 1));
      if (next != 0 && found != 0 && next != found) {
        return 0;
      }
      found = found == 0 ? next : found;
    }
    return found == 0 ? 1 : found;
  }

  private int compare(int one, int other) {
    return Arrays.compareUnsigned(bytes, start(one), ends[one], bytes, start(other), ends[other]);
  }

  /** 1 if they rise along the axis by their code points, -1 if they fall, 0 if neither. */
  public int order() {
    return order;
  }

  /** The first position of a text. */
  public OptionalInt find(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    int found = table[slot(wanted, 0, wanted.length)] - 1;
    // Halves of pairs have no bytes of their own.
    return found >= 0 && text(found).equals(text) ? OptionalInt.of(found) : OptionalInt.empty();
  }

  /** Whether more positions have the text of the first one that has it. */
  public boolean isRepeated(int first) {
    return repeated.get(first);
  }

  /**
   * The first position whose text is not before another along the axis; they need an order.
   *
   * @param isBehind whether it must be behind it
   */
  public int first(String text, boolean isBehind) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared =
          order
              * Arrays.compareUnsigned(
                  bytes, start(middle), ends[middle], wanted, 0, wanted.length);
      if (isBehind ? compared <= 0 : compared < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public int count() {
    return ends.length;
  }

  @Override
  public long bytes() {
    return bytes.length + (long) (ends.length + table.length) * Integer.BYTES;
  }

  @Override
  public boolean isMissing(int position) {
    return false;
  }

  @Override
  public String text(int position) {
    int from = start(position);
    return new String(bytes, from, ends[position] - from, StandardCharsets.UTF_8);
  }

  /** All texts by position, made when they are asked for. */
  public List<String> list() {
    return new Texts();
  }

  private final class Texts extends AbstractList<String> implements RandomAccess {
    @Override
    public String get(int position) {
      return text(position);
    }

    @Override
    public int size() {
      return count();
    }
  }
}
