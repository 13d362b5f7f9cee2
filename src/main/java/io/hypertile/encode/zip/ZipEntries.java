package io.hypertile.encode.zip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Entries of an archive and the records around their bytes (APPNOTE.TXT 6.3.10, sections 4.3 and
 * 4.5.3). Bytes are stored as they are; their checksums follow them, since they are not known
 * before. Sizes and places that 32 bits do not hold are in fields of ZIP64. All times are the first
 * that the format has, so that equal answers have equal bytes. Immutable.
 */
public final class ZipEntries {
  private static final long MOST_32 = 0xffff_ffffL;
  private static final int MOST_16 = 0xffff;

  private static final int LOCAL = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END = 0x06054b50;

  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_BYTES = 22;
  private static final int EXTRA_HEAD = 4;

  private static final short ZIP64 = 1;
  private static final short VERSION = 20;
  private static final short VERSION_64 = 45;

  /** Unix, whose attributes of files follow. */
  private static final short MADE_BY = 3 << 8 | VERSION_64;

  /** A checksum behind the bytes, and names in UTF-8. */
  private static final short FLAGS = 1 << 3 | 1 << 11;

  /** The first of January 1980. */
  private static final short DATE = 1 << 5 | 1;

  /** A plain file that its owner may write and everybody may read. */
  private static final int MODE = 0100644 << 16;

  private final List<Entry> entries;

  /**
   * One entry.
   *
   * @param name its name, at most 65,535 bytes in UTF-8
   * @param size its bytes
   */
  public record Entry(String name, long size) {
    private byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isLarge() {
      return size >= MOST_32;
    }

    private int localExtra() {
      return isLarge() ? EXTRA_HEAD + 2 * Long.BYTES : 0;
    }

    private int descriptorBytes() {
      return isLarge() ? 24 : 16;
    }

    /** Bytes of the entry with the records before and behind it. */
    long bytes() {
      return LOCAL_BYTES + nameBytes().length + localExtra() + size + descriptorBytes();
    }
  }

  /** An archive of these entries, in this order. */
  public ZipEntries(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  int count() {
    return entries.size();
  }

  Entry entry(int n) {
    return entries.get(n);
  }

  /** Bytes of the whole archive. */
  public long length() {
    long place = 0;
    long directory = 0;
    for (Entry entry : entries) {
      directory += centralBytes(entry, place);
      place += entry.bytes();
    }
    int end = needsEnd64(place, directory) ? END_64_BYTES + LOCATOR_BYTES : 0;
    return place + directory + end + END_BYTES;
  }

  /** The record before an entry's bytes. */
  byte[] local(int n) {
    Entry entry = entries.get(n);
    byte[] name = entry.nameBytes();
    ByteBuffer record = record(LOCAL_BYTES + name.length + entry.localExtra());
    record.putInt(LOCAL).putShort(entry.isLarge() ? VERSION_64 : VERSION);
    record.putShort(FLAGS).putShort((short) 0).putShort((short) 0).putShort(DATE).putInt(0);
    int size = (int) Math.min(entry.size, MOST_32);
    record.putInt(size).putInt(size);
    record.putShort((short) name.length).putShort((short) entry.localExtra()).put(name);
    if (entry.isLarge()) {
      record.putShort(ZIP64).putShort((short) (2 * Long.BYTES));
      record.putLong(entry.size).putLong(entry.size);
    }
    return record.array();
  }

  /** The record behind an entry's bytes. */
  byte[] descriptor(int n, int checksum) {
    Entry entry = entries.get(n);
    ByteBuffer record = record(entry.descriptorBytes()).putInt(DESCRIPTOR).putInt(checksum);
    if (entry.isLarge()) {
      record.putLong(entry.size).putLong(entry.size);
    } else {
      record.putInt((int) entry.size).putInt((int) entry.size);
    }
    return record.array();
  }

  private static int centralBytes(Entry entry, long place) {
    return CENTRAL_BYTES + entry.nameBytes().length + centralExtra(entry, place);
  }

  private static int centralExtra(Entry entry, long place) {
    int fields = (entry.isLarge() ? 2 : 0) + (place >= MOST_32 ? 1 : 0);
    return fields == 0 ? 0 : EXTRA_HEAD + fields * Long.BYTES;
  }

  /**
   * The record of an entry in the directory.
   *
   * @param place bytes of the archive before the entry
   */
  byte[] central(int n, long place, int checksum) {
    Entry entry = entries.get(n);
    byte[] name = entry.nameBytes();
    int extra = centralExtra(entry, place);
    ByteBuffer record = record(centralBytes(entry, place));
    record.putInt(CENTRAL).putShort(MADE_BY).putShort(extra > 0 ? VERSION_64 : VERSION);
    record.putShort(FLAGS).putShort((short) 0).putShort((short) 0).putShort(DATE);
    int size = (int) Math.min(entry.size, MOST_32);
    record.putInt(checksum).putInt(size).putInt(size);
    record.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
    record.putShort((short) 0).putShort((short) 0).putInt(MODE);
    record.putInt((int) Math.min(place, MOST_32)).put(name);
    if (extra > 0) {
      record.putShort(ZIP64).putShort((short) (extra - EXTRA_HEAD));
      if (entry.isLarge()) {
        record.putLong(entry.size).putLong(entry.size);
      }
      if (place >= MOST_32) {
        record.putLong(place);
      }
    }
    return record.array();
  }

  private boolean needsEnd64(long place, long directory) {
    return entries.size() >= MOST_16 || place >= MOST_32 || directory >= MOST_32;
  }

  /**
   * The records behind the directory.
   *
   * @param place bytes of the archive before the directory
   * @param directory bytes of the directory
   */
  byte[] end(long place, long directory) {
    boolean large = needsEnd64(place, directory);
    ByteBuffer record = record((large ? END_64_BYTES + LOCATOR_BYTES : 0) + END_BYTES);
    if (large) {
      record.putInt(END_64).putLong(END_64_BYTES - 12).putShort(MADE_BY).putShort(VERSION_64);
      record.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
      record.putLong(directory).putLong(place);
      record.putInt(LOCATOR_64).putInt(0).putLong(place + directory).putInt(1);
    }
    short count = (short) Math.min(entries.size(), MOST_16);
    record.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    record.putInt((int) Math.min(directory, MOST_32)).putInt((int) Math.min(place, MOST_32));
    return record.putShort((short) 0).array();
  }

  private static ByteBuffer record(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
