package io.hypertile.encode.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one FlatBuffer, from its end to its beginning, as the format has it: what is referred to
 * is made before what refers to it, and a reference is the distance from the end of the buffer. No
 * two tables share their list of fields. Used by one thread.
 */
final class FlatBuilder {
  private static final int LARGEST = Long.BYTES;

  private ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
  private int used;
  private int[] fields = new int[0];
  private int tableEnd;

  /** Makes room so that what is written next, behind as many bytes more, is aligned. */
  private void align(int size, int more) {
    int padding = -(used + more) & (size - 1);
    int needed = used + padding + more + 2 * LARGEST;
    if (needed > bytes.capacity()) {
      int capacity = Math.max(needed, 2 * bytes.capacity());
      ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
      larger.put(capacity - used, bytes, bytes.capacity() - used, used);
      bytes = larger;
    }
    used += padding;
  }

  private int at(int size) {
    used += size;
    return bytes.capacity() - used;
  }

  private void putInt(int value) {
    align(Integer.BYTES, Integer.BYTES);
    bytes.putInt(at(Integer.BYTES), value);
  }

  private void putReference(int target) {
    align(Integer.BYTES, Integer.BYTES);
    int place = at(Integer.BYTES);
    bytes.putInt(place, used - target);
  }

  /** A text; gives the reference to it. */
  int text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    align(Integer.BYTES, Integer.BYTES + utf8.length + 1);
    bytes.put(at(1), (byte) 0);
    bytes.put(at(utf8.length), utf8);
    putInt(utf8.length);
    return used;
  }

  /** A list of references. */
  int references(List<Integer> targets) {
    align(Integer.BYTES, Integer.BYTES * targets.size());
    targets.reversed().forEach(this::putReference);
    putInt(targets.size());
    return used;
  }

  /** A list of pairs of 64-bit numbers. */
  int pairs(List<long[]> pairs) {
    align(Integer.BYTES, 2 * Long.BYTES * pairs.size());
    align(Long.BYTES, 2 * Long.BYTES * pairs.size());
    for (long[] pair : pairs.reversed()) {
      bytes.putLong(at(Long.BYTES), pair[1]);
      bytes.putLong(at(Long.BYTES), pair[0]);
    }
    putInt(pairs.size());
    return used;
  }

  /** Begins a table; its fields follow. */
  void table(int count) {
    fields = new int[count];
    tableEnd = used;
  }

  void field(int slot, boolean value) {
    field(slot, (byte) (value ? 1 : 0));
  }

  void field(int slot, byte value) {
    align(1, 1);
    bytes.put(at(1), value);
    fields[slot] = used;
  }

  void field(int slot, short value) {
    align(Short.BYTES, Short.BYTES);
    bytes.putShort(at(Short.BYTES), value);
    fields[slot] = used;
  }

  void field(int slot, int value) {
    putInt(value);
    fields[slot] = used;
  }

  void field(int slot, long value) {
    align(Long.BYTES, Long.BYTES);
    bytes.putLong(at(Long.BYTES), value);
    fields[slot] = used;
  }

  /** A field that refers to something. */
  void reference(int slot, int target) {
    putReference(target);
    fields[slot] = used;
  }

  /** Ends the table that was begun; gives the reference to it. */
  int end() {
    putInt(0);
    int table = used;
    align(Short.BYTES, (fields.length + 2) * Short.BYTES);
    for (int slot = fields.length - 1; slot >= 0; slot--) {
      short distance = (short) (fields[slot] == 0 ? 0 : table - fields[slot]);
      bytes.putShort(at(Short.BYTES), distance);
    }
    bytes.putShort(at(Short.BYTES), (short) (table - tableEnd));
    bytes.putShort(at(Short.BYTES), (short) ((fields.length + 2) * Short.BYTES));
    bytes.putInt(bytes.capacity() - table, used - table);
    return table;
  }

  /** The whole buffer, which begins with a reference to its root. */
  byte[] finish(int root) {
    align(LARGEST, Integer.BYTES);
    putReference(root);
    return Arrays.copyOfRange(bytes.array(), bytes.capacity() - used, bytes.capacity());
  }
}
