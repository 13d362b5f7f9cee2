package io.hypertile.dataset.segment;

import java.util.Arrays;
import java.util.Optional;

/**
 * Walks packed items without an object for each. Bytes from outside may be anything: what makes no
 * sense is an {@link IllegalArgumentException}. For one thread.
 */
public final class ItemCursor {
  private byte[] key = new byte[64];
  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private int keyLength;
  private int tag;
  private int segment;
  private long offset;
  private long length;
  private int crc;
  private long epoch;
  private int noteStart;
  private int noteLength;

  /** Begins with the first of some items. */
  public ItemCursor reset(byte[] items) {
    return reset(items, 0, items.length);
  }

  ItemCursor reset(byte[] items, int start, int stop) {
    bytes = items;
    at = start;
    end = stop;
    keyLength = 0;
    return this;
  }

  /** Goes to the next item; false behind the last. */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    int shared = intNumber();
    int own = intNumber();
    require(shared <= keyLength && own <= ItemKey.MOST_BYTES - shared && own <= end - at);
    if (shared + own > key.length) {
      key = Arrays.copyOf(key, Math.max(shared + own, 2 * key.length));
    }
    System.arraycopy(bytes, at, key, shared, own);
    at += own;
    keyLength = shared + own;
    require(keyLength >= ItemKey.PREFIX && at < end);
    tag = bytes[at++];
    switch (tag) {
      case ItemPage.CHANGED, ItemPage.FRESH -> epoch = number();
      case ItemPage.PLACE -> place();
      case ItemPage.NOTED -> {
        place();
        noteLength = intNumber();
        noteStart = at;
        require(noteLength <= end - at);
        at += noteLength;
      }
      default -> require(tag == ItemPage.REMOVED);
    }
    return true;
  }

  private void place() {
    segment = intNumber();
    offset = number();
    length = number();
    require(end - at >= Integer.BYTES);
    crc =
        bytes[at] & 0xff
            | (bytes[at + 1] & 0xff) << 8
            | (bytes[at + 2] & 0xff) << 16
            | bytes[at + 3] << 24;
    at += Integer.BYTES;
  }

  private long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      require(at < end);
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        require(value >= 0);
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }

  private int intNumber() {
    long value = number();
    require(value <= Integer.MAX_VALUE);
    return (int) value;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("the items contradict their format");
    }
  }

  /** Order of the item's key and another. */
  public int compareKey(byte[] other) {
    return Arrays.compareUnsigned(key, 0, keyLength, other, 0, other.length);
  }

  byte[] key() {
    return key;
  }

  int keyLength() {
    return keyLength;
  }

  int tag() {
    return tag;
  }

  /** Kind of the item's key. */
  public ItemKey.Kind kind() {
    return ItemKey.kind(key);
  }

  /** Number of the item's array; 0 for the dataset itself. */
  public int array() {
    return ItemKey.array(key);
  }

  /** Name of the item's object. */
  public String name() {
    return ItemKey.name(key, keyLength);
  }

  /** Whether the item is the place of an object. */
  public boolean isPlace() {
    return tag == ItemPage.PLACE || tag == ItemPage.NOTED;
  }

  /** Whether it removes something older. */
  public boolean isRemoving() {
    return tag == ItemPage.FRESH || tag == ItemPage.REMOVED;
  }

  /** Segment of the place. */
  public int segment() {
    return segment;
  }

  /** First byte of the place. */
  public long offset() {
    return offset;
  }

  /** Bytes of the place. */
  public long length() {
    return length;
  }

  /** CRC-32 of the bytes of the place. */
  public int crc() {
    return crc;
  }

  /** State of the last change. */
  public long epoch() {
    return epoch;
  }

  /** Note beside the place; empty if there is none. */
  public Optional<byte[]> note() {
    return tag == ItemPage.NOTED
        ? Optional.of(Arrays.copyOfRange(bytes, noteStart, noteStart + noteLength))
        : Optional.empty();
  }

  void copyNote(Packed target) {
    target.putNumber(noteLength);
    target.put(bytes, noteStart, noteLength);
  }

  /** The item as an object of its own. */
  public Item item() {
    return new Item(Arrays.copyOf(key, keyLength), value());
  }

  /** Value of the item. */
  public ItemValue value() {
    return switch (tag) {
      case ItemPage.CHANGED -> new ItemValue.Changed(epoch, false);
      case ItemPage.FRESH -> new ItemValue.Changed(epoch, true);
      case ItemPage.REMOVED -> new ItemValue.Removed();
      default -> new ItemValue.Place(segment, offset, length, crc, note().orElse(null));
    };
  }
}
