package io.hypertile.dataset.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Items being packed in ascending order, each key without the bytes that it shares with the one
 * before. For one thread.
 */
public final class ItemPage {
  static final int CHANGED = 0;
  static final int FRESH = 1;
  static final int PLACE = 2;
  static final int NOTED = 3;
  static final int REMOVED = 4;

  private static final int CAPACITY = 512;

  private final Packed packed = new Packed(CAPACITY);
  private byte[] last = new byte[64];
  private int lastLength;

  /** Bytes so far. */
  public int size() {
    return packed.size();
  }

  /** Adds an item behind the others. */
  public void add(Item item) {
    addKey(item.key(), item.key().length);
    switch (item.value()) {
      case ItemValue.Changed(long epoch, boolean isFresh) -> {
        packed.putByte(isFresh ? FRESH : CHANGED);
        packed.putNumber(epoch);
      }
      case ItemValue.Place(int segment, long offset, long length, int crc, byte[] note) -> {
        packed.putByte(note == null ? PLACE : NOTED);
        addPlace(segment, offset, length, crc);
        addNote(note);
      }
      case ItemValue.Removed removed -> packed.putByte(REMOVED);
    }
  }

  private void addNote(byte @Nullable [] note) {
    if (note != null) {
      packed.putText(note);
    }
  }

  /** Adds the item at which a cursor stands, of another segment if it is a place. */
  void add(ItemCursor item, int segment) {
    addKey(item.key(), item.keyLength());
    packed.putByte(item.tag());
    switch (item.tag()) {
      case CHANGED, FRESH -> packed.putNumber(item.epoch());
      case PLACE, NOTED -> {
        addPlace(segment, item.offset(), item.length(), item.crc());
        if (item.tag() == NOTED) {
          item.copyNote(packed);
        }
      }
      default -> {}
    }
  }

  private void addKey(byte[] key, int length) {
    int shared = Arrays.mismatch(last, 0, lastLength, key, 0, length);
    shared = shared < 0 ? lastLength : shared;
    packed.putNumber(shared);
    packed.putNumber(length - shared);
    packed.put(key, shared, length - shared);
    if (length > last.length) {
      last = Arrays.copyOf(last, Math.max(length, 2 * last.length));
    }
    System.arraycopy(key, shared, last, shared, length - shared);
    lastLength = length;
  }

  private void addPlace(int segment, long offset, long length, int crc) {
    packed.putNumber(segment);
    packed.putNumber(offset);
    packed.putNumber(length);
    packed.putInt(crc);
  }

  /** The items packed so far; none is left. */
  public byte[] take() {
    byte[] bytes = packed.toBytes();
    packed.clear();
    lastLength = 0;
    return bytes;
  }
}
