package io.hypertile.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * Reads the small structures of one file. Keeps the file's first page, where Deker's files have
 * nearly all of them, so that opening one costs few reads. For one thread.
 */
public final class MetadataReader {
  /** No structure of an array file comes near this; more is taken for damage. */
  private static final long LARGEST = 64L << 20;

  private static final int PAGE = 4096;

  private final Hdf5Source source;
  private final byte[] page;
  private long base;

  public MetadataReader(Hdf5Source source) {
    this.source = source;
    this.page = new byte[(int) Math.min(PAGE, source.size())];
    source.read(0, MemorySegment.ofArray(page), "superblock");
  }

  public Hdf5Source source() {
    return source;
  }

  /** Position that addresses in the file count from. */
  public long base() {
    return base;
  }

  public void setBase(long position) {
    base = position;
  }

  /** Bytes of a structure, which must be within the file and of a sane length. */
  public byte[] bytes(String object, long position, long length) {
    source.requireInside(position, length, object);
    if (length > LARGEST) {
      throw source.corrupt(object, position, "a structure of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    if (position + length <= page.length) {
      System.arraycopy(page, (int) position, bytes, 0, bytes.length);
    } else {
      source.read(position, MemorySegment.ofArray(bytes), object);
    }
    return bytes;
  }

  /** A cursor over a structure. */
  Fields fields(String object, long position, long length) {
    return new Fields(this, object, bytes(object, position, length), position);
  }

  /** A cursor over a structure whose last four bytes, not given, are the checksum of the others. */
  Fields checked(String object, long position, long length) {
    byte[] bytes = bytes(object, position, length);
    int checked = bytes.length - 4;
    Fields sum = new Fields(this, object, bytes, position);
    sum.skip(checked);
    if ((int) sum.u32() != Lookup3.hash(bytes, checked)) {
      throw source.corrupt(object, position, "the checksum does not match");
    }
    return new Fields(this, object, bytes, position).slice(checked);
  }

  /** A cursor over a structure and what follows it, up to a length or the end of the file. */
  public Fields fieldsUpTo(String object, long position, long length) {
    source.requireInside(position, 0, object);
    return fields(object, position, Math.min(length, source.size() - position));
  }
}
