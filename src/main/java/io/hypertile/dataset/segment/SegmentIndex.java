package io.hypertile.dataset.segment;

import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Reads indexes of segments, which may be damaged or made up: every number is checked. */
public final class SegmentIndex {
  /** Greatest ordinal of a dataset. */
  public static final long MOST_ROWS = Integer.MAX_VALUE - 8;

  private final ReadableObjects objects;
  private final StoreKey key;
  private final int segment;
  private final ItemCursor cursor = new ItemCursor();
  private final ItemPage page = new ItemPage();
  private byte[] last = new byte[64];
  private int lastLength;

  /** Takes what an index holds. What comes before a failure is to be thrown away. */
  public interface Sink {
    /** Number by which an array is known from now on. */
    int array(String name);

    /**
     * A dataset.
     *
     * @param row its ordinal; -1 for what lies beside the datasets
     * @param items packed in ascending order
     */
    void dataset(int row, byte[] name, byte[] items);
  }

  /**
   * The index of a segment.
   *
   * @param segment number that places are given
   */
  public SegmentIndex(ReadableObjects objects, StoreKey key, int segment) {
    this.objects = objects;
    this.key = key;
    this.segment = segment;
  }

  /**
   * Reads all of it.
   *
   * @return files of the segment
   * @throws io.hypertile.error.CorruptDataException if anything in it cannot be
   */
  public long read(Sink sink) {
    SegmentTail tail = SegmentTail.read(objects, key);
    IndexInput input = new IndexInput(objects, key, tail);
    if (!Arrays.equals(input.readBytes(IndexWriter.MAGIC.length), IndexWriter.MAGIC)) {
      throw SegmentTail.corrupt(key, tail.offset(), "its index is of another format", null);
    }
    long files = input.readNumber(tail.offset());
    int[] arrays = arrays(input, sink::array);
    boolean isMonotone = isMonotone(arrays);
    long count = input.readNumber(tail.length());
    for (long dataset = 0; dataset < count; dataset++) {
      int row = (int) input.readNumber(MOST_ROWS + 1) - 1;
      byte[] name = input.readText();
      long position = input.position();
      try {
        byte[] items = input.readText();
        sink.dataset(row, name, translated(items, arrays, isMonotone, tail.offset()));
      } catch (IllegalArgumentException e) {
        throw SegmentTail.corrupt(key, position, String.valueOf(e.getMessage()), e);
      }
    }
    input.requireEnd();
    return files;
  }

  /**
   * Reads all of it and keeps nothing.
   *
   * @throws io.hypertile.error.CorruptDataException as {@link #read}
   */
  public void check() {
    int[] arrays = new int[1];
    read(
        new Sink() {
          @Override
          public int array(String name) {
            return ++arrays[0];
          }

          @Override
          public void dataset(int row, byte[] name, byte[] items) {
            // Its numbers were checked on the way here.
          }
        });
  }

  private int[] arrays(IndexInput input, ToIntFunction<String> known) {
    int count = (int) input.readNumber(ItemKey.MOST_ARRAYS);
    List<String> names = new ArrayList<>();
    Set<String> different = new HashSet<>();
    for (int array = 0; array < count; array++) {
      String name = new String(input.readText(), StandardCharsets.UTF_8);
      if (name.isEmpty() || name.indexOf('/') >= 0 || !different.add(name)) {
        throw SegmentTail.corrupt(key, input.position(), "an array has no name of its own", null);
      }
      names.add(name);
    }
    int[] arrays = new int[count + 1];
    for (int array = 0; array < count; array++) {
      arrays[array + 1] = known.applyAsInt(names.get(array));
    }
    return arrays;
  }

  private static boolean isMonotone(int[] arrays) {
    for (int at = 1; at < arrays.length; at++) {
      if (arrays[at] <= arrays[at - 1]) {
        return false;
      }
    }
    return true;
  }

  /** The items with numbers of arrays and of the segment as they are known here. */
  private byte[] translated(byte[] items, int[] arrays, boolean isMonotone, long limit) {
    cursor.reset(items);
    List<Item> unsorted = new ArrayList<>();
    lastLength = 0;
    while (cursor.next()) {
      requireFit(cursor, arrays, limit);
      requireAscending();
      int array = cursor.array();
      ItemKey.setArray(cursor.key(), arrays[array]);
      if (isMonotone) {
        page.add(cursor, segment);
      } else {
        unsorted.add(translated(cursor.item()));
      }
      ItemKey.setArray(cursor.key(), array);
    }
    unsorted.sort(null);
    unsorted.forEach(page::add);
    return page.take();
  }

  private void requireAscending() {
    byte[] key = cursor.key();
    int length = cursor.keyLength();
    if (Arrays.compareUnsigned(last, 0, lastLength, key, 0, length) >= 0) {
      throw new IllegalArgumentException("items are out of order or twice");
    }
    if (length > last.length) {
      last = new byte[2 * length];
    }
    System.arraycopy(key, 0, last, 0, length);
    lastLength = length;
  }

  private Item translated(Item item) {
    return item.value() instanceof ItemValue.Place place
        ? new Item(
            item.key(),
            new ItemValue.Place(segment, place.offset(), place.length(), place.crc(), place.note()))
        : item;
  }

  private static void requireFit(ItemCursor item, int[] arrays, long limit) {
    boolean isFit =
        item.array() < arrays.length
            && (item.kind() != ItemKey.Kind.OBJECT) == (item.keyLength() == ItemKey.PREFIX)
            && (!item.isPlace() || item.length() <= limit && item.offset() <= limit - item.length())
            && (item.kind() == ItemKey.Kind.CHANGE) != item.isPlace()
                | item.tag() == ItemPage.REMOVED;
    if (!isFit) {
      throw new IllegalArgumentException("an item cannot be of this segment");
    }
  }
}
