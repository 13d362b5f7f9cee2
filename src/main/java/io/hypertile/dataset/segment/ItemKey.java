package io.hypertile.dataset.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of items within a dataset, ordered so that what lists and tables need stands in front: the
 * changes of the dataset and its arrays, then their documents, then all other objects. An array is
 * a number of {@value #MOST_ARRAYS} at most; 0 is the dataset itself.
 */
public final class ItemKey {
  /** Greatest number of an array. */
  public static final int MOST_ARRAYS = (1 << 24) - 1;

  /** Bytes of a key without the name of an object. */
  public static final int PREFIX = 4;

  /** Longest key. */
  public static final int MOST_BYTES = PREFIX + 1_024;

  private ItemKey() {}

  /** Kinds of keys, in their order. */
  public enum Kind {
    CHANGE,
    DOCUMENT,
    OBJECT
  }

  /** Key of a dataset's or an array's last change. */
  public static byte[] change(int array) {
    return key(Kind.CHANGE, array, "");
  }

  /** Key of a dataset's or an array's document. */
  public static byte[] document(int array) {
    return key(Kind.DOCUMENT, array, "");
  }

  /**
   * Key of another object.
   *
   * @param name below the dataset or the array
   */
  public static byte[] object(int array, String name) {
    return key(Kind.OBJECT, array, name);
  }

  private static byte[] key(Kind kind, int array, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[PREFIX + text.length];
    key[0] = (byte) kind.ordinal();
    setArray(key, array);
    System.arraycopy(text, 0, key, PREFIX, text.length);
    return key;
  }

  static void setArray(byte[] key, int array) {
    key[1] = (byte) (array >>> 16);
    key[2] = (byte) (array >>> 8);
    key[3] = (byte) array;
  }

  /** Kind of a key. */
  public static Kind kind(byte[] key) {
    return switch (key[0]) {
      case 0 -> Kind.CHANGE;
      case 1 -> Kind.DOCUMENT;
      case 2 -> Kind.OBJECT;
      default -> throw new IllegalArgumentException("kind " + key[0]);
    };
  }

  /** Number of a key's array; 0 for the dataset itself. */
  public static int array(byte[] key) {
    return (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | key[3] & 0xff;
  }

  /** Name of the object of a key of {@link Kind#OBJECT}. */
  public static String name(byte[] key, int length) {
    return new String(key, PREFIX, length - PREFIX, StandardCharsets.UTF_8);
  }

  /** The same key for an array of another number. */
  static byte[] withArray(byte[] key, int length, int array) {
    byte[] other = Arrays.copyOf(key, length);
    setArray(other, array);
    return other;
  }
}
