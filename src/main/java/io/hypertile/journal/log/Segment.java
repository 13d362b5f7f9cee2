package io.hypertile.journal.log;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.Touched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * One file of the log. It begins with a header of 32 bytes, little endian: magic, version, number,
 * first sequence, CRC-32C of these 24 bytes, zeros. Records follow.
 */
public final class Segment {
  static final int HEADER_BYTES = 32;
  static final String SUFFIX = ".log";

  /** Name of a segment's file that is no longer needed and serves as the next one. */
  public static final String SPARE = "spare";

  private static final int MAGIC = 0x474c5448;
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = 24;

  private final Path path;
  private final DiskFile file;
  private final long number;

  /** Paths touched by the records applied so far. */
  private final Touched touched = new Touched();

  /** Paths that a record moved away or deleted with everything below. */
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  /** Like {@link #gone}, but for the many in the directory for temporary files. */
  private final Set<String> goneTemporary = ConcurrentHashMap.newKeySet();

  /** Side files that its records name; guarded by the log's lock. */
  final List<Long> sideFiles = new ArrayList<>();

  /** End of the last record; guarded by the log's lock. */
  long end = HEADER_BYTES;

  /** Bytes of its records with their side files. */
  volatile long bytes;

  /** Records in it. */
  volatile long records;

  /** When the first record came, on the clock of {@link System#nanoTime}. */
  volatile long firstNanos;

  /** Records that are not applied yet; guarded by the log's lock. */
  int underWay;

  private Segment(Path path, DiskFile file, long number) {
    this.path = path;
    this.file = file;
    this.number = number;
  }

  /**
   * Makes a segment's file, from a spare one if there is one, and makes its name durable. Its
   * header, if it has one, is that of an earlier use. Forcing writes over bytes that a file has is
   * quicker than forcing a file that grows.
   */
  public static Segment create(Path directory, long number, Disk disk) throws IOException {
    Path path = directory.resolve(String.format("%016x%s", number, SUFFIX));
    if (Files.exists(directory.resolve(SPARE))) {
      disk.move(directory.resolve(SPARE), path);
    }
    Segment segment = new Segment(path, disk.open(path, Disk.Access.CREATE), number);
    disk.forceDirectory(directory);
    return segment;
  }

  void writeHeader(long firstSequence) throws IOException {
    ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putInt(VERSION).putLong(number).putLong(firstSequence);
    header.putInt(crc(header)).putInt(0);
    file.write(header.flip(), 0);
  }

  /** First sequence of a segment from its header; -1 when the header is not intact. */
  static long firstSequence(ByteBuffer header) {
    header.order(ByteOrder.LITTLE_ENDIAN);
    boolean intact =
        header.limit() >= HEADER_BYTES
            && header.getInt(0) == MAGIC
            && header.getInt(4) == VERSION
            && header.getInt(CHECKED_BYTES) == crc(header);
    return intact ? header.getLong(16) : -1;
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }

  /** Cuts off the bytes behind the last record: a record written in part, or an earlier use. */
  public void cutOff() throws IOException {
    if (file.size() > end) {
      file.truncate(end);
    }
  }

  /** The paths among which the path is, if a record moved it away or deleted it. */
  public Set<String> gone(RootPath path) {
    return path.isWithin(JournalPaths.TEMPORARY) ? goneTemporary : gone;
  }

  /** Files and directories that its applied records changed. */
  public Touched touched() {
    return touched;
  }

  /** Numbers of the side files that its records name. The caller knows that none is appended. */
  public List<Long> sideFiles() {
    return sideFiles;
  }

  /** Bytes of its records with their side files. */
  public long bytes() {
    return bytes;
  }

  /** Number of records in it. */
  public long records() {
    return records;
  }

  /** Time of the first record, on the clock of {@link System#nanoTime}. */
  public long firstNanos() {
    return firstNanos;
  }

  /** Its file's path. */
  public Path path() {
    return path;
  }

  /** Its file, open. */
  public DiskFile file() {
    return file;
  }

  /** Its number, one more than that of the segment before it. */
  public long number() {
    return number;
  }
}
