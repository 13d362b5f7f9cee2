package io.hypertile.zarr.engine;

import io.hypertile.schema.ArrayId;
import java.util.OptionalLong;

/**
 * Ids of tiles that nobody chose: the first half of that of their array, and a second half from
 * which the tile's number is found again. A tile so has the same id whenever it is asked for, and
 * nothing is kept for it.
 */
final class TileIds {
  /** Characters of an id's first half, with the dash behind it. */
  private static final int HEAD = 19;

  private static final int DASH = 23;

  /** The bits of the second half that are free: the first two tell the variant of a UUID. */
  private static final long FREE = -1L >>> 2;

  private static final int HALF = 31;

  /** Odd, so that multiplying is undone by multiplying with another number. */
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  private static final long UNDO = inverse(FACTOR);

  private TileIds() {}

  /** The part that ids of an array's tiles share with the array's. */
  static String head(ArrayId id) {
    return id.text().substring(0, HEAD);
  }

  /** The id of a tile of an array. */
  static ArrayId of(ArrayId array, long number) {
    String tail = "%016x".formatted(tail(array) ^ spread(number + 1));
    return new ArrayId(head(array) + tail.substring(0, 4) + "-" + tail.substring(4));
  }

  /**
   * The number of the tile of an array that has an id.
   *
   * @param count tiles of the array
   */
  static OptionalLong number(ArrayId array, ArrayId tile, long count) {
    long difference = tail(array) ^ tail(tile);
    long number = gathered(difference & FREE) - 1;
    boolean isTile = head(array).equals(head(tile)) && number >= 0 && number < count;
    return isTile && of(array, number).equals(tile)
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }

  private static long tail(ArrayId id) {
    String text = id.text();
    return Long.parseUnsignedLong(text.substring(HEAD, DASH) + text.substring(DASH + 1), 16);
  }

  /** Numbers beside each other far apart: ids of arrays may be beside each other as well. */
  private static long spread(long number) {
    long mixed = number * FACTOR & FREE;
    return (mixed ^ mixed >>> HALF) * FACTOR & FREE;
  }

  private static long gathered(long spread) {
    long mixed = spread * UNDO & FREE;
    return (mixed ^ mixed >>> HALF) * UNDO & FREE;
  }

  /** The number that gives 1 with an odd one, by Newton's method: each step doubles the bits. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
