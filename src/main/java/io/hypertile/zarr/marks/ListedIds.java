package io.hypertile.zarr.marks;

import io.hypertile.schema.ArrayId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Ids in the order in which they were added, in twenty bytes each. For one thread. */
final class ListedIds {
  /** Bytes of an id. */
  static final int BYTES = 20;

  private long[] numbers = new long[2];

  /** A bit for each digit of an id, set for upper-case letters. */
  private int[] upper = new int[1];

  private int size;

  int size() {
    return size;
  }

  void add(ArrayId id) {
    if (size == upper.length) {
      int room = size + size / 2 + 16;
      numbers = Arrays.copyOf(numbers, 2 * room);
      upper = Arrays.copyOf(upper, room);
    }
    UUID number = UUID.fromString(id.text());
    numbers[2 * size] = number.getMostSignificantBits();
    numbers[2 * size + 1] = number.getLeastSignificantBits();
    upper[size++] = upperCase(id.text());
  }

  private static int upperCase(String text) {
    int upper = 0;
    int digit = 0;
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter != '-') {
        upper |= letter >= 'A' && letter <= 'F' ? 1 << digit : 0;
        digit++;
      }
    }
    return upper;
  }

  ArrayId get(int at) {
    String text = new UUID(numbers[2 * at], numbers[2 * at + 1]).toString();
    if (upper[at] == 0) {
      return new ArrayId(text);
    }
    StringBuilder mixed = new StringBuilder(text.length());
    int digit = 0;
    for (int letter = 0; letter < text.length(); letter++) {
      String one = text.substring(letter, letter + 1);
      if (!one.equals("-")) {
        boolean isUpper = (upper[at] & 1 << digit) != 0;
        one = isUpper ? one.toUpperCase(Locale.ROOT) : one;
        digit++;
      }
      mixed.append(one);
    }
    return new ArrayId(mixed.toString());
  }

  private boolean isSame(int at, ListedIds other, int there) {
    return numbers[2 * at] == other.numbers[2 * there]
        && numbers[2 * at + 1] == other.numbers[2 * there + 1]
        && upper[at] == other.upper[there];
  }

  /** Adds the ids that are in one of two lists, both in ascending order, to a set. */
  void addDifferent(ListedIds other, Set<ArrayId> different) {
    int at = 0;
    int there = 0;
    while (at < size || there < other.size) {
      if (at < size && there < other.size && isSame(at, other, there)) {
        at++;
        there++;
      } else if (there == other.size
          || at < size && get(at).text().compareTo(other.get(there).text()) < 0) {
        different.add(get(at++));
      } else {
        different.add(other.get(there++));
      }
    }
  }

  void put(ByteBuffer bytes) {
    for (int at = 0; at < size; at++) {
      bytes.putLong(numbers[2 * at]).putLong(numbers[2 * at + 1]).putInt(upper[at]);
    }
  }

  static ListedIds of(ByteBuffer bytes, int size) {
    ListedIds ids = new ListedIds();
    ids.numbers = new long[2 * size];
    ids.upper = new int[size];
    ids.size = size;
    for (int at = 0; at < size; at++) {
      ids.numbers[2 * at] = bytes.getLong();
      ids.numbers[2 * at + 1] = bytes.getLong();
      ids.upper[at] = bytes.getInt();
    }
    return ids;
  }
}
