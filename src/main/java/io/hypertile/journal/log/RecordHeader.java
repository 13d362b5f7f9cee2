package io.hypertile.journal.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Header of a log record, 40 bytes, little endian: magic, CRC-32C of what follows in the header,
 * sequence, durable sequence, bytes of the changes, CRC-32C of the body, bytes of payloads. The
 * body follows; the next record begins at a multiple of 8.
 *
 * @param sequence number of the record, one more than that of the record before
 * @param durable the highest sequence that was durable when the record was written
 * @param metaBytes bytes of the changes
 * @param bodyCrc CRC-32C of changes and payloads
 * @param inlineBytes bytes of payloads that follow the changes
 */
record RecordHeader(long sequence, long durable, int metaBytes, int bodyCrc, long inlineBytes) {
  static final int SIZE = 40;
  static final int MAGIC = 0x4c4a5448;
  private static final int CHECKED_FROM = 8;

  /** Bytes of a record with its header, up to the next one. */
  long recordBytes() {
    return (SIZE + metaBytes + inlineBytes + 7) & -8L;
  }

  /** Puts the header, 40 bytes. */
  void write(ByteBuffer target) {
    int start = target.position();
    ByteBuffer header = target.order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).putInt(0).putLong(sequence).putLong(durable);
    header.putInt(metaBytes).putInt(bodyCrc).putLong(inlineBytes);
    header.putInt(start + Integer.BYTES, crc(header, start));
  }

  /** The header at an index of the buffer; empty when there is no intact one. */
  static Optional<RecordHeader> find(ByteBuffer buffer, int start) {
    ByteBuffer header = buffer.order(ByteOrder.LITTLE_ENDIAN);
    if (header.limit() - start < SIZE
        || header.getInt(start) != MAGIC
        || header.getInt(start + 4) != crc(header, start)) {
      return Optional.empty();
    }
    RecordHeader found =
        new RecordHeader(
            header.getLong(start + 8),
            header.getLong(start + 16),
            header.getInt(start + 24),
            header.getInt(start + 28),
            header.getLong(start + 32));
    boolean sane =
        found.metaBytes > 0 && found.inlineBytes >= 0 && found.inlineBytes < Long.MAX_VALUE / 2;
    return sane ? Optional.of(found) : Optional.empty();
  }

  private static int crc(ByteBuffer buffer, int start) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(start + CHECKED_FROM, SIZE - CHECKED_FROM));
    return (int) crc.getValue();
  }
}
