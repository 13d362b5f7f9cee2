package io.hypertile.encode.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a FlatBuffer of anybody's making. Whatever leads out of the buffer throws {@link
 * IndexOutOfBoundsException}.
 *
 * @param bytes the whole buffer, little endian
 * @param place of the table
 */
record FlatTable(ByteBuffer bytes, int place) {
  /** Most bytes of a text. */
  private static final int LONGEST = 4096;

  /** The root of a buffer. */
  static FlatTable root(byte[] buffer) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(bytes, bytes.getInt(0));
  }

  /** Place of a field; 0 where the table has none. */
  private int field(int slot) {
    int fields = place - bytes.getInt(place);
    int entry = 2 * Short.BYTES + slot * Short.BYTES;
    boolean isThere = entry + Short.BYTES <= (bytes.getShort(fields) & 0xffff);
    int distance = isThere ? bytes.getShort(fields + entry) & 0xffff : 0;
    return distance == 0 ? 0 : place + distance;
  }

  boolean has(int slot) {
    return field(slot) != 0;
  }

  byte tiny(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bytes.get(at);
  }

  short small(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bytes.getShort(at);
  }

  int whole(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bytes.getInt(at);
  }

  long large(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bytes.getLong(at);
  }

  private int target(int at) {
    return Math.addExact(at, bytes.getInt(at));
  }

  Optional<FlatTable> table(int slot) {
    int at = field(slot);
    return at == 0 ? Optional.empty() : Optional.of(new FlatTable(bytes, target(at)));
  }

  String text(int slot) {
    int at = field(slot);
    if (at == 0) {
      return "";
    }
    int start = target(at);
    int length = length(start, 1);
    if (length > LONGEST) {
      throw new IndexOutOfBoundsException("a text of " + length);
    }
    byte[] text = new byte[length];
    bytes.get(start + Integer.BYTES, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Number of the items of a list, which lie within the buffer. */
  private int length(int start, int itemBytes) {
    int count = bytes.getInt(start);
    if (count < 0 || count > (bytes.limit() - start - Integer.BYTES) / itemBytes) {
      throw new IndexOutOfBoundsException("a list of " + count);
    }
    return count;
  }

  /** Number of the items of a list; 0 if the list is missing. */
  int count(int slot, int itemBytes) {
    int at = field(slot);
    return at == 0 ? 0 : length(target(at), itemBytes);
  }

  List<FlatTable> tables(int slot) {
    List<FlatTable> tables = new ArrayList<>();
    int at = field(slot);
    if (at != 0) {
      int start = target(at);
      int count = length(start, Integer.BYTES);
      for (int n = 0; n < count; n++) {
        tables.add(new FlatTable(bytes, target(start + Integer.BYTES * (n + 1))));
      }
    }
    return tables;
  }

  /** Pairs of 64-bit numbers. */
  List<long[]> pairs(int slot) {
    List<long[]> pairs = new ArrayList<>();
    int at = field(slot);
    if (at != 0) {
      int start = target(at);
      int count = length(start, 2 * Long.BYTES);
      for (int n = 0; n < count; n++) {
        int pair = start + Integer.BYTES + 2 * Long.BYTES * n;
        pairs.add(new long[] {bytes.getLong(pair), bytes.getLong(pair + Long.BYTES)});
      }
    }
    return pairs;
  }
}
