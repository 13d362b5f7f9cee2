package io.hypertile.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values of any length in the global heap (HDF5 file format, section III.E). Collections are kept
 * once read, those used last. For one thread.
 */
public final class HeapObjects {
  /** Bytes of a reference: length, address of a collection, number in it. */
  public static final int REFERENCE = 16;

  private static final int LARGEST = 64 << 20;
  private static final long KEPT = 16L << 20;

  /** An honest file needs its collections few times, as neighbours are in one. */
  private static final long READS = 64;

  private static final int HEAD = 16;
  private static final long FREE_ROOM = 1L << 30;

  private final MetadataReader file;
  private final Map<Long, Collection> collections = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;
  private long left;

  /** A collection with the places of its objects by their numbers. */
  private record Collection(byte[] bytes, Map<Integer, Place> places) {}

  private record Place(int at, int size) {}

  HeapObjects(MetadataReader file) {
    this.file = file;
    this.left = READS * file.source().size() + FREE_ROOM;
  }

  /**
   * The bytes that a reference leads to.
   *
   * @param object the object that has the reference, for messages
   * @param stored references one after the other
   * @param at place of the one
   * @param unit bytes of one of the value's elements, which its length counts
   */
  public byte[] read(String object, byte[] stored, int at, int unit) {
    ByteBuffer reference = ByteBuffer.wrap(stored, at, REFERENCE).order(ByteOrder.LITTLE_ENDIAN);
    long length = (reference.getInt() & 0xffffffffL) * unit;
    long address = reference.getLong();
    int number = reference.getInt();
    if (length == 0 || address == 0 || address == Fields.UNDEFINED) {
      return new byte[0];
    }
    long position = file.base() + address;
    String what = object + ": global heap";
    Place place = collection(what, position).places().get(number);
    if (place == null || length > place.size()) {
      throw file.source()
          .corrupt(what, position, "no object " + number + " of " + length + " bytes");
    }
    left -= length;
    if (left < 0) {
      throw file.source().corrupt(what, position, "values are read too often");
    }
    byte[] value = new byte[(int) length];
    System.arraycopy(collection(what, position).bytes(), place.at(), value, 0, value.length);
    return value;
  }

  private Collection collection(String what, long position) {
    Collection known = collections.get(position);
    if (known != null) {
      return known;
    }
    Fields head = file.fields(what, position, HEAD);
    head.expect("GCOL");
    head.skip(4);
    long size = head.length();
    left -= size;
    if (size < HEAD || size > LARGEST || left < 0) {
      throw head.corrupt("a collection of " + size + " bytes");
    }
    Collection read = parse(what, position, (int) size);
    kept += size;
    Iterator<Collection> oldest = collections.values().iterator();
    while (kept > KEPT && oldest.hasNext()) {
      kept -= oldest.next().bytes().length;
      oldest.remove();
    }
    collections.put(position, read);
    return read;
  }

  private Collection parse(String what, long position, int size) {
    byte[] bytes = file.bytes(what, position, size);
    Fields fields = new Fields(file, what, bytes, position);
    fields.skip(HEAD);
    Map<Integer, Place> places = new HashMap<>();
    while (fields.remaining() >= HEAD) {
      int number = fields.u16();
      fields.skip(6);
      long length = fields.length();
      if (number == 0) {
        break;
      }
      if (length > fields.remaining()) {
        throw fields.corrupt("an object of " + length + " bytes");
      }
      places.put(number, new Place(size - fields.remaining(), (int) length));
      fields.skip((int) Math.min(fields.remaining(), length + 7 & ~7L));
    }
    return new Collection(bytes, places);
  }
}
