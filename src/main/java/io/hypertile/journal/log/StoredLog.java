package io.hypertile.journal.log;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.FilePayload;
import io.hypertile.journal.change.SideFiles;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The segments that an earlier process left. Used by one thread. */
public final class StoredLog {
  private final Path directory;
  private final Disk disk;
  private final SideFiles sideFiles;
  private final List<Path> segments = new ArrayList<>();
  private final Buffers.Pair buffers;
  private long records;
  private long bytes;
  private long last;
  private long changes;
  private boolean torn;
  private boolean damaged;

  /** Index of the segment in which the last whole record is. */
  private int stopped;

  /** Takes the changes of a record. */
  @FunctionalInterface
  public interface Consumer {
    void accept(List<Change> changes, long firstNumber) throws IOException;
  }

  /** Finds the segments in a directory; none is read yet. */
  public StoredLog(Path directory, Disk disk, SideFiles sideFiles, Buffers.Pair buffers)
      throws IOException {
    this.directory = directory;
    this.disk = disk;
    this.sideFiles = sideFiles;
    this.buffers = buffers;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + Segment.SUFFIX)) {
      found.forEach(segments::add);
    }
    segments.sort(null);
  }

  /** Reads all records, up to the first that is not whole, and finds out whether any is lost. */
  public void verify(Consumer consumer) throws IOException {
    long expected = -1;
    boolean goesOn = true;
    for (int i = 0; i < segments.size() && goesOn; i++) {
      try (SegmentReader reader = new SegmentReader(segments.get(i), disk, buffers.first())) {
        long first = reader.firstSequence();
        goesOn = first > 0 && (expected < 0 || first == expected);
        expected = expected < 0 ? Math.max(first, 0) : expected;
        while (goesOn && verifyNext(reader, expected, consumer)) {
          expected++;
        }
        stopped = goesOn || i == 0 ? i : stopped;
        torn |= goesOn && reader.nextIsTorn(expected);
      }
    }
    findDamage(expected);
    last = Math.max(expected - 1, 0);
  }

  private boolean verifyNext(SegmentReader reader, long sequence, Consumer consumer)
      throws IOException {
    Optional<SegmentReader.StoredRecord> found = reader.next(sequence);
    if (found.isEmpty()) {
      return false;
    }
    try (OpenSideFiles open = new OpenSideFiles(true)) {
      SegmentReader.StoredRecord record = found.get();
      List<Change> decoded = RecordDecoder.decode(record.meta(), record.inline(), open::open);
      consumer.accept(decoded, changes);
      records++;
      bytes += record.header().recordBytes() + open.bytes;
      changes += decoded.size();
      return true;
    } catch (MissingSideFile e) {
      torn = true;
      return false;
    }
  }

  /** An acknowledged record that cannot be read was damaged; any other was never finished. */
  private void findDamage(long sequence) throws IOException {
    for (int i = stopped; i < segments.size() && !damaged; i++) {
      try (SegmentReader later = new SegmentReader(segments.get(i), disk, buffers.first())) {
        damaged = later.restProves(sequence);
      }
    }
  }

  /** Reads the records that {@link #verify} found once more. */
  public void read(Consumer consumer) throws IOException {
    long left = records;
    long number = 0;
    for (Path segment : segments) {
      if (left == 0) {
        return;
      }
      try (SegmentReader reader = new SegmentReader(segment, disk, buffers.first())) {
        long sequence = reader.firstSequence();
        Optional<SegmentReader.StoredRecord> found = reader.next(sequence);
        while (left > 0 && found.isPresent()) {
          try (OpenSideFiles open = new OpenSideFiles(false)) {
            SegmentReader.StoredRecord record = found.get();
            List<Change> decoded = RecordDecoder.decode(record.meta(), record.inline(), open::open);
            consumer.accept(decoded, number);
            number += decoded.size();
          }
          left--;
          found = reader.next(++sequence);
        }
      }
    }
  }

  /**
   * Deletes the segments, or keeps those with damage aside. First those that do not follow the
   * others, then one after the other: were an old one to stay alone, its changes would be redone
   * over newer ones.
   */
  public void remove() throws IOException {
    for (int i = stopped + 1; i < segments.size(); i++) {
      remove(i);
    }
    for (int i = 0; i < Math.min(stopped + 1, segments.size()); i++) {
      remove(i);
    }
  }

  private void remove(int index) throws IOException {
    Path segment = segments.get(index);
    if (damaged && index >= stopped) {
      Path aside = segment.resolveSibling(segment.getFileName() + ".damaged");
      Files.move(segment, aside, StandardCopyOption.ATOMIC_MOVE);
    } else {
      disk.delete(segment);
    }
    disk.forceDirectory(directory);
  }

  /** Number of whole records. */
  public long records() {
    return records;
  }

  /** Bytes of the whole records, side files included. */
  public long bytes() {
    return bytes;
  }

  /** Whether the log ends in a record that was never acknowledged, and no other is lost. */
  public boolean isTorn() {
    return torn && !damaged;
  }

  /** Whether an acknowledged record cannot be read. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Sequence of the last whole record, or of the one before the first. */
  public long lastSequence() {
    return last;
  }

  /** A number that no segment has. */
  public long nextNumber() {
    if (segments.isEmpty()) {
      return 1;
    }
    String name = String.valueOf(segments.getLast().getFileName());
    return Long.parseLong(name.substring(0, name.indexOf('.')), 16) + 1;
  }

  private static final class MissingSideFile extends IOException {
    MissingSideFile(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The side files of one record. */
  private final class OpenSideFiles implements AutoCloseable {
    private final Map<Long, DiskFile> files = new HashMap<>();
    private final boolean checking;
    private long bytes;

    OpenSideFiles(boolean checking) {
      this.checking = checking;
    }

    DiskFile open(long number, long length, int crc) throws IOException {
      DiskFile known = files.get(number);
      if (known != null) {
        return known;
      }
      try {
        DiskFile file = sideFiles.open(number);
        files.put(number, file);
        if (checking && checksum(file, length) != crc) {
          throw new IOException("checksum");
        }
        bytes += length;
        return file;
      } catch (IOException e) {
        throw new MissingSideFile("side file " + number + " is missing or damaged", e);
      }
    }

    private int checksum(DiskFile file, long length) throws IOException {
      CRC32C checksum = new CRC32C();
      ByteBuffer buffer = buffers.second();
      SegmentReader.update(checksum, new FilePayload(file, 0, length), buffer);
      return (int) checksum.getValue();
    }

    @Override
    public void close() throws IOException {
      for (DiskFile file : files.values()) {
        file.close();
      }
    }
  }
}
