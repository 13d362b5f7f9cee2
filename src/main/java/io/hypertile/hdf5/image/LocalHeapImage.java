package io.hypertile.hdf5.image;

import io.hypertile.error.CorruptDataException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A local heap with one name more (HDF5 file format, section III.D).
 *
 * @param bytes the data segment, longer than before if there was no room
 * @param free offset of its first free block
 * @param name offset of the name
 */
record LocalHeapImage(byte[] bytes, long free, int name) {
  /** The least size of a free block: its link and its size. */
  private static final int FREE_HEAD = 16;

  /**
   * Puts a name into the heap of a table. A name that an unlinked dataset left behind is used
   * again.
   *
   * @param file for messages
   */
  static LocalHeapImage with(ArrayFile file, SymbolTable table, String name) {
    byte[] old = table.heapBytes();
    byte[] text = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), name.length() + 8 & ~7);
    ByteBuffer heap = ByteBuffer.wrap(old.clone()).order(ByteOrder.LITTLE_ENDIAN);
    boolean[] isFree = new boolean[old.length / 8 + 1];
    long linkAt = -1;
    LocalHeapImage taken = null;
    for (long block = table.heapFree(); block != SymbolTable.NO_FREE; ) {
      requireBlock(file, table, heap, block, isFree);
      int at = (int) block;
      long next = heap.getLong(at);
      long size = heap.getLong(at + 8);
      if (taken == null && (size == text.length || size >= text.length + FREE_HEAD)) {
        long rest = size == text.length ? next : at + text.length;
        taken = take(heap.array().clone(), at, text, next, size - text.length);
        taken = relink(taken, linkAt, rest, table.heapFree());
      }
      linkAt = at;
      block = next;
    }
    int left = findLeft(old, text, isFree);
    if (left >= 0) {
      return new LocalHeapImage(old, table.heapFree(), left);
    }
    return taken != null ? taken : grown(old, text, table.heapFree());
  }

  private static void requireBlock(
      ArrayFile file, SymbolTable table, ByteBuffer heap, long block, boolean[] isFree) {
    int length = heap.capacity();
    boolean isBlock = block >= 0 && block % 8 == 0 && block <= length - FREE_HEAD;
    long size = isBlock ? heap.getLong((int) block + 8) : 0;
    if (!isBlock || size < FREE_HEAD || size > length - block || isFree[(int) block / 8]) {
      throw new CorruptDataException(
          file.name(),
          "root group: local heap",
          table.heapData(),
          "no free block at offset " + block,
          null);
    }
    Arrays.fill(isFree, (int) block / 8, (int) Math.ceilDiv(block + size, 8L), true);
  }

  private static LocalHeapImage take(byte[] bytes, int at, byte[] text, long next, long rest) {
    System.arraycopy(text, 0, bytes, at, text.length);
    if (rest > 0) {
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(at + text.length, next)
          .putLong(at + text.length + 8, rest);
    }
    return new LocalHeapImage(bytes, SymbolTable.NO_FREE, at);
  }

  /** Lets what pointed to the taken block point to what is left of it, or to the next block. */
  private static LocalHeapImage relink(LocalHeapImage taken, long linkAt, long to, long head) {
    if (linkAt < 0) {
      return new LocalHeapImage(taken.bytes(), to, taken.name());
    }
    ByteBuffer.wrap(taken.bytes()).order(ByteOrder.LITTLE_ENDIAN).putLong((int) linkAt, to);
    return new LocalHeapImage(taken.bytes(), head, taken.name());
  }

  /** Offset of an equal name that begins where a name can begin; -1 when there is none. */
  private static int findLeft(byte[] heap, byte[] text, boolean[] isFree) {
    for (int at = 8; at + text.length <= heap.length; at += 8) {
      boolean isName = heap[at - 1] == 0 && !isFree[at / 8];
      if (isName && Arrays.equals(heap, at, at + text.length, text, 0, text.length)) {
        return at;
      }
    }
    return -1;
  }

  private static LocalHeapImage grown(byte[] old, byte[] text, long free) {
    int start = old.length + 7 & ~7;
    byte[] bytes = Arrays.copyOf(old, start + text.length + Math.max(start, 64));
    LocalHeapImage taken = take(bytes, start, text, free, bytes.length - start - text.length);
    return new LocalHeapImage(taken.bytes(), start + text.length, start);
  }
}
