package io.hypertile.engine.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The head of a file, versions 0 to 3 (HDF5 file format, section II.A).
 *
 * @param version version of the superblock
 * @param position where its signature stands: 0, or behind a user block
 * @param base position that addresses count from
 * @param endPosition where the end-of-file address stands
 * @param end the end-of-file address, an absolute position
 * @param rootHeader position of the root group's object header
 * @param groupLeaf half the number of links that a symbol node has room for
 */
record Superblock(
    int version,
    long position,
    long base,
    long endPosition,
    long end,
    long rootHeader,
    int groupLeaf) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String OBJECT = "superblock";
  private static final int USUAL_GROUP_LEAF = 4;

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
      if (java.util.Arrays.equals(found, SIGNATURE)) {
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
    if (version == 1) {
      fields.skip(4);
    }
    long base = requireBase(fields, fields.length(), position);
    file.setBase(base);
    fields.skip(8);
    long endPosition = fields.position();
    long end = requireEnd(file, fields, endPosition);
    fields.skip(8);
    fields.skip(8);
    long rootHeader = fields.definedAddress();
    return new Superblock(version, position, base, endPosition, end, rootHeader, groupLeaf);
  }

  private static Superblock parseNew(
      MetadataReader file, Fields fields, int version, long position) {
    requireWideFields(file, fields.u8(), fields.u8());
    fields.skip(1);
    long base = requireBase(fields, fields.length(), position);
    file.setBase(base);
    fields.skip(8);
    long endPosition = fields.position();
    long end = requireEnd(file, fields, endPosition);
    long rootHeader = fields.definedAddress();
    int checked = (int) (fields.position() - position);
    int stored = (int) fields.u32();
    int computed = Lookup3.hash(file.bytes(OBJECT, position, checked));
    if (stored != computed) {
      throw file.source().corrupt(OBJECT, position + checked, "the checksum does not match");
    }
    return new Superblock(version, position, base, endPosition, end, rootHeader, USUAL_GROUP_LEAF);
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

  /** The patch that moves the end of the file. */
  Patch endPatch(long end) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(end);
    return new Patch(endPosition, bytes);
  }
}
