package io.hypertile.journal.log;

import io.hypertile.journal.change.FilePayload;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads the records of one segment in order. Used by one thread. */
final class SegmentReader implements AutoCloseable {
  private final Path path;
  private final DiskFile file;
  private final long size;
  private final ByteBuffer buffer;
  private long position = Segment.HEADER_BYTES;

  /** An intact record: its header, its encoded changes, and the payloads that follow them. */
  record StoredRecord(RecordHeader header, byte[] meta, FilePayload inline) {}

  /** Opens a segment; the buffer is used until the reader is closed. */
  SegmentReader(Path path, Disk disk, ByteBuffer buffer) throws IOException {
    this.path = path;
    this.file = disk.open(path, Disk.Access.READ);
    this.size = file.size();
    this.buffer = buffer;
  }

  /** First sequence by the segment's header; -1 when that is not intact. */
  long firstSequence() throws IOException {
    file.read(buffer.clear().limit(Segment.HEADER_BYTES), 0);
    return Segment.firstSequence(buffer.flip());
  }

  /** The record of the sequence, if it comes next and is intact. */
  Optional<StoredRecord> next(long sequence) throws IOException {
    file.read(buffer.clear().limit(RecordHeader.SIZE), position);
    Optional<RecordHeader> header = RecordHeader.find(buffer.flip(), 0);
    if (header.isEmpty()
        || header.get().sequence() != sequence
        || header.get().recordBytes() > size - position) {
      return Optional.empty();
    }
    RecordHeader found = header.get();
    byte[] meta = new byte[found.metaBytes()];
    CRC32C crc = new CRC32C();
    long metaStart = position + RecordHeader.SIZE;
    for (int at = 0; at < meta.length; at += Buffers.SIZE) {
      int count = Math.min(Buffers.SIZE, meta.length - at);
      Payloads.readFully(file, metaStart + at, buffer.clear().limit(count));
      buffer.flip().get(meta, at, count);
    }
    crc.update(meta);
    FilePayload inline = new FilePayload(file, metaStart + meta.length, found.inlineBytes());
    update(crc, inline, buffer);
    if ((int) crc.getValue() != found.bodyCrc()) {
      return Optional.empty();
    }
    position += found.recordBytes();
    return Optional.of(new StoredRecord(found, meta, inline));
  }

  /** Adds the bytes of a payload to a checksum. */
  static void update(CRC32C crc, Payload payload, ByteBuffer buffer) throws IOException {
    for (long at = 0; at < payload.size(); at += Buffers.SIZE) {
      buffer.clear().limit((int) Math.min(Buffers.SIZE, payload.size() - at));
      Payloads.read(payload, at, buffer);
      crc.update(buffer.flip());
    }
  }

  /**
   * Whether the record of the sequence was begun after the last one read. Other bytes that follow
   * may be left from an earlier use of the file.
   */
  boolean nextIsTorn(long sequence) throws IOException {
    file.read(buffer.clear().limit(RecordHeader.SIZE), position);
    return RecordHeader.find(buffer.flip(), 0)
        .filter(header -> header.sequence() == sequence)
        .isPresent();
  }

  /** Whether a header after the last record read tells that the sequence was durable. */
  boolean restProves(long sequence) throws IOException {
    int step = Buffers.SIZE - RecordHeader.SIZE;
    for (long start = position; start < size; start += step) {
      buffer.clear();
      file.read(buffer, start);
      buffer.flip();
      for (int at = 0; at < step && at + RecordHeader.SIZE <= buffer.limit(); at += 8) {
        Optional<RecordHeader> header = RecordHeader.find(buffer, at);
        if (header.isPresent() && header.get().durable() >= sequence) {
          return true;
        }
      }
    }
    return false;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
