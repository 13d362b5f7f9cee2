package io.hypertile.encode.archive;

import io.hypertile.encode.Spool;
import io.hypertile.error.TooLarge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the directory of a ZIP archive of anybody's making (APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16,
 * 4.5.3). Only what it lists is an entry. Archives in several parts, and entries that are encrypted
 * or compressed in another way than by deflating, are refused.
 */
final class ArchiveDirectory {
  /** Most entries of an archive. */
  static final int MOST_ENTRIES = 1 << 18;

  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_NAME = 4096;
  private static final long MOST_32 = 0xffff_ffffL;

  /** Largest number of 16 bits without a sign. */
  static final int MOST_16 = 0xffff;

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;

  /** Bytes of the record before an entry, without its name. */
  static final int LOCAL_BYTES = 30;

  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final short ZIP64 = 1;

  private static final int ENCRYPTED = 1 | 1 << 6;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileChannel file;
  private final RepeatedNames repeated;
  private final Map<String, ArchiveEntry> entries = new LinkedHashMap<>();

  /** Place of the directory in the archive, its bytes, and the number of its entries. */
  private record Directory(long place, long bytes, long count) {}

  private ArchiveDirectory(FileChannel file, RepeatedNames repeated) {
    this.file = file;
    this.repeated = repeated;
  }

  /**
   * The entries of an archive by their names, in the order of its directory. Folders are left out.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large} for
   *     more than {@link #MOST_ENTRIES} entries
   */
  static Map<String, ArchiveEntry> read(FileChannel file, RepeatedNames repeated)
      throws IOException {
    ArchiveDirectory reading = new ArchiveDirectory(file, repeated);
    Directory directory = reading.find();
    reading.read(directory);
    reading.requireApart(directory.place);
    return reading.entries;
  }

  private ByteBuffer bytes(long place, long count) throws IOException {
    if (place < 0 || count < 0 || place > file.size() - count) {
      throw ArchiveFaults.malformed(
          "The directory of the archive lies outside of it; send the archive whole.");
    }
    return Spool.read(file, place, (int) count);
  }

  private Directory find() throws IOException {
    long from = Math.max(0, file.size() - END_BYTES - MOST_16);
    ByteBuffer tail = bytes(from, file.size() - from);
    int at = tail.limit() - END_BYTES;
    while (at >= 0 && !isEnd(tail, at)) {
      at--;
    }
    if (at < 0) {
      throw ArchiveFaults.malformed(
          "The body is no ZIP archive, or its end is missing; send the archive whole.");
    }
    int disks = (tail.getShort(at + 4) | tail.getShort(at + 6)) & MOST_16;
    int count = tail.getShort(at + 10) & MOST_16;
    long size = tail.getInt(at + 12) & MOST_32;
    long place = tail.getInt(at + 16) & MOST_32;
    boolean isLarge = count == MOST_16 || size == MOST_32 || place == MOST_32;
    Directory found =
        isLarge ? large(from + at - LOCATOR_BYTES) : new Directory(place, size, count);
    boolean isOnePart = disks == 0 || isLarge && disks == MOST_16;
    if (!isOnePart || found.place < 0 || found.bytes < 0 || found.count < 0) {
      throw ArchiveFaults.malformed("The archive is one of several parts, or its end is wrong.");
    }
    TooLarge.requireBody(
        Math.max(found.count, found.bytes / (MOST_BYTES / MOST_ENTRIES)),
        MOST_ENTRIES,
        limit -> "An archive has at most %d entries; send several.".formatted(limit));
    return found;
  }

  /** Whether the last record, with a comment up to the end of the archive, begins at a place. */
  private static boolean isEnd(ByteBuffer tail, int at) {
    return tail.getInt(at) == END
        && at + END_BYTES + (tail.getShort(at + 20) & MOST_16) == tail.limit();
  }

  private Directory large(long locator) throws IOException {
    ByteBuffer record = bytes(locator, LOCATOR_BYTES);
    if (record.getInt(0) != LOCATOR_64) {
      throw ArchiveFaults.malformed("The end of the archive is wrong: it has no ZIP64 record.");
    }
    ByteBuffer end = bytes(record.getLong(8), END_64_BYTES);
    if (end.getInt(0) != END_64) {
      throw ArchiveFaults.malformed("The end of the archive is wrong: it has no ZIP64 record.");
    }
    return new Directory(end.getLong(48), end.getLong(40), end.getLong(32));
  }

  private void read(Directory directory) throws IOException {
    ByteBuffer records = bytes(directory.place, directory.bytes);
    for (long n = 0; n < directory.count; n++) {
      if (records.remaining() < CENTRAL_BYTES || records.getInt(records.position()) != CENTRAL) {
        throw ArchiveFaults.malformed("The directory of the archive ends before its last entry.");
      }
      add(records);
    }
    if (records.hasRemaining()) {
      throw ArchiveFaults.malformed("The directory of the archive has more than its entries.");
    }
  }

  private void add(ByteBuffer records) {
    int at = records.position();
    int nameBytes = records.getShort(at + 28) & MOST_16;
    int extraBytes = records.getShort(at + 30) & MOST_16;
    int comment = records.getShort(at + 32) & MOST_16;
    long end = (long) at + CENTRAL_BYTES + nameBytes + extraBytes + comment;
    if (end > records.limit() || nameBytes > MOST_NAME) {
      throw ArchiveFaults.malformed("An entry of the archive's directory is longer than it.");
    }
    String name = name(records.slice(at + CENTRAL_BYTES, nameBytes));
    int flags = records.getShort(at + 8);
    int method = records.getShort(at + 10) & MOST_16;
    if ((flags & ENCRYPTED) != 0 || method != STORED && method != DEFLATED) {
      throw ArchiveFaults.malformed(
          name, "An entry is encrypted, or neither stored nor deflated; write it without.");
    }
    long[] fields = {
      records.getInt(at + 24) & MOST_32,
      records.getInt(at + 20) & MOST_32,
      records.getInt(at + 42) & MOST_32
    };
    ByteBuffer extra =
        records.slice(at + CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
    widen(name, fields, extra);
    boolean isStored = method == STORED;
    if (isStored && fields[0] != fields[1]) {
      throw ArchiveFaults.malformed(name, "An entry that is stored has two sizes.");
    }
    ArchiveEntry entry =
        new ArchiveEntry(name, !isStored, fields[2], fields[1], fields[0], records.getInt(at + 16));
    if (!name.endsWith("/")) {
      ArchiveEntry before = entries.put(name, entry);
      if (before != null && repeated == RepeatedNames.REFUSED) {
        throw ArchiveFaults.malformed(name, "Two entries of the archive have one name.");
      }
    }
    records.position((int) end);
  }

  /** Reads sizes and the place from the field of ZIP64 where 32 bits do not hold them. */
  private static void widen(String name, long[] fields, ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      short tag = extra.getShort();
      int size = extra.getShort() & MOST_16;
      if (size > extra.remaining()) {
        break;
      }
      int end = extra.position() + size;
      for (int n = 0; tag == ZIP64 && n < fields.length; n++) {
        if (fields[n] == MOST_32 && end - extra.position() >= Long.BYTES) {
          fields[n] = extra.getLong();
        }
      }
      extra.position(end);
    }
    for (long field : fields) {
      if (field < 0) {
        throw ArchiveFaults.malformed(name, "A size or place of an entry is below zero.");
      }
    }
  }

  private static String name(ByteBuffer bytes) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw ArchiveFaults.malformed("The name of an entry of the archive is not in UTF-8.");
    }
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (String part : path.split("/", -1)) {
      boolean isOdd = part.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c));
      if (part.isEmpty() || part.equals(".") || part.equals("..") || isOdd) {
        throw ArchiveFaults.malformed(
            name, "The name of an entry is no path of names below the archive's top.");
      }
    }
    return name;
  }

  /** Checks that no two entries have bytes in common, and none reaches into the directory. */
  private void requireApart(long directory) {
    List<ArchiveEntry> sorted = new ArrayList<>(entries.values());
    sorted.sort((one, other) -> Long.compare(one.place(), other.place()));
    long end = 0;
    for (ArchiveEntry entry : sorted) {
      long head = LOCAL_BYTES + entry.name().getBytes(StandardCharsets.UTF_8).length;
      boolean isOutside =
          entry.place() < end
              || entry.place() > directory - head
              || entry.storedBytes() > directory - head - entry.place();
      if (isOutside) {
        throw ArchiveFaults.malformed(
            entry.name(), "An entry lies within another one, or outside of the archive.");
      }
      end = entry.place() + head + entry.storedBytes();
    }
  }
}
