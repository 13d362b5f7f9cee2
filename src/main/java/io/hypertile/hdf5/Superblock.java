package io.hypertile.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The head of a file, versions 0 to 3 (HDF5 file format, section II.A).
 *
 * @param version version of the superblock
 * @param position place of its signature: 0, or behind a user block
 * @param base position that addresses count from
 * @param endPosition place of the end-of-file address
 * @param end the end-of-file address, an absolute position
 * @param rootHeader position of the root group's object header
 * @param groupLeaf half the number of links that a symbol node has room for
 * @param index what the index of chunks and the programs that write the file depend on
 */
public record Superblock(
    int version,
    long position,
    long base,
    long endPosition,
    long end,
    long rootHeader,
    int groupLeaf,
    Index index) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String OBJECT = "superblock";
  private static final int USUAL_GROUP_LEAF = 4;
  private static final int USUAL_CHUNK_NODE = 32;

  /** The marks of version 3: open for writing, and written while others read. */
  private static final int MARKS = 0x05;

  /**
   * The rest of the head.
   *
   * @param marks the marks of programs that have the file open; 0 in old versions
   * @param chunkNode half the number of chunks that a node of their index has room for
   * @param extension position of the header that may say otherwise; {@link Fields#UNDEFINED} when
   *     there is none
   * @param checked the bytes that the checksum is of; none in old versions
   */
  public record Index(int marks, int chunkNode, long extension, byte[] checked) {}

  /** Finds and parses the superblock, and sets the reader's base. */
  static Superblock parse(MetadataReader file) {
    long position = findSignature(file);
    Fields fields = file.fieldsUpTo(OBJECT, position + SIGNATURE.length, 120);
    int version = fields.u8();
    return switch (version) {
      case 0, 1 -> parseOld(file, fields, version, position);
      case 2, 3 -> parseNew(file, fields, version, position);
      default -> throw file.source().unsupported(OBJECT, "superblock version " + version);
    };
  }

  private static long findSignature(MetadataReader file) {
    long size = file.source().size();
    for (long position = 0; position + SIGNATURE.length <= size; ) {
      byte[] found = file.bytes(OBJECT, position, SIGNATURE.length);
      if (Arrays.equals(found, SIGNATURE)) {
        return position;
      }
      position = position == 0 ? 512 : position * 2;
    }
    throw file.source().corrupt(OBJECT, 0, "no HDF5 signature");
  }

  private static Superblock parseOld(
      MetadataReader file, Fields fields, int version, long position) {
    fields.skip(4);
    requireWideFields(file, fields.u8(), fields.u8());
    fields.skip(1);
    int groupLeaf = fields.u16();
    fields.skip(2 + 4);
    int chunkNode = USUAL_CHUNK_NODE;
    if (version == 1) {
      chunkNode = fields.u16();
      fields.skip(2);
    }
    long base = requireBase(fields, fields.length(), position);
    file.setBase(base);
    fields.skip(8);
    long endPosition = fields.position();
    long end = requireEnd(file, fields, endPosition);
    fields.skip(8);
    fields.skip(8);
    long rootHeader = fields.definedAddress();
    Index index = new Index(0, chunkNode, Fields.UNDEFINED, new byte[0]);
    return new Superblock(version, position, base, endPosition, end, rootHeader, groupLeaf, index);
  }

  private static Superblock parseNew(
      MetadataReader file, Fields fields, int version, long position) {
    requireWideFields(file, fields.u8(), fields.u8());
    int marks = version == 3 ? fields.u8() & MARKS : 0;
    fields.skip(version == 3 ? 0 : 1);
    long base = requireBase(fields, fields.length(), position);
    file.setBase(base);
    long extension = fields.address();
    long endPosition = fields.position();
    long end = requireEnd(file, fields, endPosition);
    long rootHeader = fields.definedAddress();
    int checked = (int) (fields.position() - position);
    int stored = (int) fields.u32();
    byte[] bytes = file.bytes(OBJECT, position, checked);
    if (stored != Lookup3.hash(bytes)) {
      throw file.source().corrupt(OBJECT, position + checked, "the checksum does not match");
    }
    Index index = new Index(marks, USUAL_CHUNK_NODE, extension, bytes);
    return new Superblock(
        version, position, base, endPosition, end, rootHeader, USUAL_GROUP_LEAF, index);
  }

  private static long requireBase(Fields fields, long base, long position) {
    if (base != position && base != 0) {
      throw fields.corrupt("addresses count from " + base + ", which is not the superblock");
    }
    // Tools that put a user block in front of a finished file leave the old base behind.
    return position;
  }

  private static long requireEnd(MetadataReader file, Fields fields, long endPosition) {
    long end = fields.length();
    if (end > file.source().size()) {
      throw file.source()
          .corrupt(
              OBJECT,
              endPosition,
              "the file should have " + end + " bytes and has " + file.source().size());
    }
    return end;
  }

  private static void requireWideFields(MetadataReader file, int offsets, int lengths) {
    if (offsets != 8 || lengths != 8) {
      throw file.source()
          .unsupported(OBJECT, "addresses of " + offsets + " and lengths of " + lengths + " bytes");
    }
  }

  /** Whether new structures can be linked into the file by patching single fields. */
  boolean isPatchable() {
    return version <= 1;
  }

  /**
   * Whether a program has the file open for writing, or ended without closing it (HDF5 file format,
   * section II.A, file consistency flags).
   */
  public boolean isMarkedOpen() {
    return index.marks() != 0;
  }

  /** The patch that moves the end of the file. */
  public Patch endPatch(long end) {
    byte[] checked = index.checked();
    if (checked.length == 0) {
      byte[] bytes = new byte[8];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(end);
      return new Patch(endPosition, bytes);
    }
    byte[] bytes = Arrays.copyOf(checked, checked.length + 4);
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong((int) (endPosition - position), end);
    out.putInt(checked.length, Lookup3.hash(bytes, checked.length));
    return new Patch(position, bytes);
  }
}
