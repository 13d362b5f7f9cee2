package io.hypertile.dataset.segment;

import java.nio.charset.StandardCharsets;

/**
 * A file of a segment, as the directory of ZIP names it.
 *
 * @param name its path in the hierarchy
 * @param size number of its bytes
 * @param crc CRC-32 of them
 * @param start first byte of its record, which is in front of its bytes
 */
public record SegmentFile(String name, long size, int crc, long start) {
  private byte[] nameBytes() {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** Position behind its bytes. */
  public long end() {
    return start + ZipRecords.localBytes(nameBytes().length, size) + size;
  }

  /** The same file with another start. */
  public SegmentFile at(long position) {
    return new SegmentFile(name, size, crc, position);
  }

  int centralBytes() {
    return ZipRecords.centralBytes(nameBytes().length, size, start);
  }

  byte[] central() {
    return ZipRecords.central(nameBytes(), size, crc, start);
  }
}
