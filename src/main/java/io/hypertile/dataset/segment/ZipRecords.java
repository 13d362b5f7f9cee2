package io.hypertile.dataset.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Records of a ZIP whose files are stored as they are (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5).
 * Numbers that do not fit stand in the extra fields and records of ZIP64.
 */
final class ZipRecords {
  /** Bytes of the end record without its comment. */
  static final int END_BYTES = 22;

  static final int END_SIGNATURE = 0x06054b50;

  private static final int LOCAL_SIGNATURE = 0x04034b50;
  static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  static final int CENTRAL_BYTES = 46;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int ZIP64_FIELD = 1;
  private static final short VERSION = 20;
  private static final short VERSION_64 = 45;
  private static final short NAMES_ARE_UTF_8 = 1 << 11;

  /** The first of January 1980: the time of all files, so that equal ones have equal bytes. */
  private static final short FIRST_DAY = 0x21;

  /** Readable files of Unix. */
  private static final int ATTRIBUTES = 0100644 << 16;

  private static final short MADE_BY_UNIX = 3 << 8;
  static final long LARGEST = 0xffffffffL;
  private static final int MOST_FILES = 0xffff;

  private ZipRecords() {}

  /** Bytes between the start of a file's record and its own bytes. */
  static int localBytes(int nameBytes, long size) {
    return LOCAL_BYTES + nameBytes + (size >= LARGEST ? 4 + 2 * Long.BYTES : 0);
  }

  /** Record in front of a file's bytes. */
  static byte[] local(byte[] name, long size, int crc) {
    boolean is64 = size >= LARGEST;
    ByteBuffer record = buffer(localBytes(name.length, size));
    record.putInt(LOCAL_SIGNATURE).putShort(is64 ? VERSION_64 : VERSION);
    putCommon(record, size, crc);
    record.putShort((short) name.length).putShort((short) (is64 ? 4 + 2 * Long.BYTES : 0));
    record.put(name);
    if (is64) {
      record.putShort((short) ZIP64_FIELD).putShort((short) (2 * Long.BYTES));
      record.putLong(size).putLong(size);
    }
    return record.array();
  }

  private static void putCommon(ByteBuffer record, long size, int crc) {
    record.putShort(NAMES_ARE_UTF_8).putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
    record.putInt(crc);
    record.putInt((int) Math.min(size, LARGEST)).putInt((int) Math.min(size, LARGEST));
  }

  /** Bytes of a file's record in the directory. */
  static int centralBytes(int nameBytes, long size, long offset) {
    int extra = extraBytes(size, offset);
    return CENTRAL_BYTES + nameBytes + extra;
  }

  private static int extraBytes(long size, long offset) {
    int numbers = (size >= LARGEST ? 2 : 0) + (offset >= LARGEST ? 1 : 0);
    return numbers == 0 ? 0 : 4 + numbers * Long.BYTES;
  }

  /** A file's record in the directory. */
  static byte[] central(byte[] name, long size, int crc, long offset) {
    int extra = extraBytes(size, offset);
    ByteBuffer record = buffer(CENTRAL_BYTES + name.length + extra);
    record.putInt(CENTRAL_SIGNATURE).putShort((short) (MADE_BY_UNIX | VERSION_64));
    record.putShort(extra > 0 ? VERSION_64 : VERSION);
    putCommon(record, size, crc);
    record.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
    record.putShort((short) 0).putShort((short) 0).putInt(ATTRIBUTES);
    record.putInt((int) Math.min(offset, LARGEST)).put(name);
    if (extra > 0) {
      record.putShort((short) ZIP64_FIELD).putShort((short) (extra - 4));
      if (size >= LARGEST) {
        record.putLong(size).putLong(size);
      }
      if (offset >= LARGEST) {
        record.putLong(offset);
      }
    }
    return record.array();
  }

  /**
   * The records at the end.
   *
   * @param files number of files
   * @param start of the directory
   * @param size bytes of the directory
   */
  static byte[] end(long files, long start, long size, String comment) {
    byte[] text = comment.getBytes(StandardCharsets.US_ASCII);
    boolean is64 = files >= MOST_FILES || start >= LARGEST || size >= LARGEST;
    ByteBuffer record = buffer((is64 ? END64_BYTES + LOCATOR_BYTES : 0) + END_BYTES + text.length);
    if (is64) {
      record.putInt(END64_SIGNATURE).putLong(END64_BYTES - 12);
      record.putShort(VERSION_64).putShort(VERSION_64).putInt(0).putInt(0);
      record.putLong(files).putLong(files).putLong(size).putLong(start);
      record.putInt(LOCATOR_SIGNATURE).putInt(0).putLong(start + size).putInt(1);
    }
    short count = (short) Math.min(files, MOST_FILES);
    record.putInt(END_SIGNATURE).putShort((short) 0).putShort((short) 0);
    record.putShort(count).putShort(count);
    record.putInt((int) Math.min(size, LARGEST)).putInt((int) Math.min(start, LARGEST));
    record.putShort((short) text.length).put(text);
    return record.array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
