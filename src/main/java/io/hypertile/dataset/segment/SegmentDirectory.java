package io.hypertile.dataset.segment;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the directory of ZIP of a segment, as {@link SegmentLayout} writes it. */
public final class SegmentDirectory {
  private static final int MOST_BYTES = 1 << 28;

  private SegmentDirectory() {}

  /**
   * Gives all files in order.
   *
   * @param size bytes of the segment
   * @throws io.hypertile.error.CorruptDataException if it is not as the server writes it
   */
  public static void read(
      ReadableObjects objects, StoreKey key, long size, Consumer<SegmentFile> taker) {
    SegmentTail tail = SegmentTail.read(objects, key);
    long start = tail.offset() + tail.length();
    if (size - start < ZipRecords.END_BYTES || size - start > MOST_BYTES) {
      throw SegmentTail.corrupt(key, start, "its directory is too long or too short", null);
    }
    byte[] bytes = new byte[(int) (size - start)];
    Piece piece = new Piece(new ByteRange.Span(start, bytes.length), MemorySegment.ofArray(bytes));
    if (!(objects.read(key, List.of(piece), Optional.empty()) instanceof ReadResult.Read)) {
      throw SegmentTail.corrupt(key, start, "its directory cannot be read", null);
    }
    ByteBuffer directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (directory.getInt(directory.position()) == ZipRecords.CENTRAL_SIGNATURE) {
        SegmentFile file = file(directory);
        if (file.start() < 0 || file.size() < 0 || file.end() > tail.offset()) {
          throw SegmentTail.corrupt(key, start, "a file is not within the segment", null);
        }
        taker.accept(file);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw SegmentTail.corrupt(key, start, "its directory contradicts its format", e);
    }
  }

  private static SegmentFile file(ByteBuffer directory) {
    int at = directory.position();
    int crc = directory.getInt(at + 16);
    long size = directory.getInt(at + 24) & ZipRecords.LARGEST;
    int nameBytes = directory.getShort(at + 28) & 0xffff;
    int extra = directory.getShort(at + 30) & 0xffff;
    long start = directory.getInt(at + 42) & ZipRecords.LARGEST;
    directory.position(at + ZipRecords.CENTRAL_BYTES);
    byte[] name = new byte[nameBytes];
    directory.get(name);
    int end = directory.position() + extra;
    directory.position(directory.position() + (extra > 0 ? 4 : 0));
    if (size == ZipRecords.LARGEST) {
      size = directory.getLong();
      directory.getLong();
    }
    if (start == ZipRecords.LARGEST) {
      start = directory.getLong();
    }
    directory.position(end);
    return new SegmentFile(new String(name, StandardCharsets.UTF_8), size, crc, start);
  }
}
