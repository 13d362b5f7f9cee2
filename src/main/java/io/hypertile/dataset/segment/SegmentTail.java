package io.hypertile.dataset.segment;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Location of a segment's index, as the comment of the end record of ZIP tells.
 *
 * @param offset first byte of the index, and number of those before it
 * @param length bytes of the index
 * @param crc CRC-32C of them
 */
record SegmentTail(long offset, long length, int crc) {
  private static final String MAGIC = "HTIX1";
  private static final int COMMENT_BYTES = 48;
  private static final int BYTES = ZipRecords.END_BYTES + COMMENT_BYTES;

  String comment() {
    return String.format(Locale.ROOT, "%s %016x %016x %08x", MAGIC, offset, length, crc);
  }

  /** Reads the end of a segment. */
  static SegmentTail read(ReadableObjects objects, StoreKey key) {
    byte[] bytes = new byte[BYTES];
    Piece piece = new Piece(new ByteRange.Suffix(BYTES), MemorySegment.ofArray(bytes));
    return switch (objects.read(key, List.of(piece), Optional.empty())) {
      case ReadResult.Read read -> parse(key, bytes, read.size());
      case ReadResult.Absent absent -> throw corrupt(key, -1, "it is not there", null);
      case ReadResult.TooShort tooShort -> throw corrupt(key, 0, "it is too short", null);
      case ReadResult.Changed changed -> throw corrupt(key, -1, "it changes", null);
    };
  }

  private static SegmentTail parse(StoreKey key, byte[] bytes, long size) {
    ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    String comment =
        new String(bytes, ZipRecords.END_BYTES, COMMENT_BYTES, StandardCharsets.US_ASCII);
    boolean isEnd =
        end.getInt(0) == ZipRecords.END_SIGNATURE
            && end.getShort(ZipRecords.END_BYTES - 2) == COMMENT_BYTES
            && comment.matches(MAGIC + " [0-9a-f]{16} [0-9a-f]{16} [0-9a-f]{8}");
    if (!isEnd) {
      throw corrupt(key, size - BYTES, "it does not end with the place of an index", null);
    }
    long offset = HexFormat.fromHexDigitsToLong(comment, 6, 22);
    long length = HexFormat.fromHexDigitsToLong(comment, 23, 39);
    if (offset < 0 || length < 0 || offset > size - BYTES || length > size - BYTES - offset) {
      throw corrupt(key, size - BYTES, "its index is not within it", null);
    }
    return new SegmentTail(offset, length, HexFormat.fromHexDigits(comment, 40, 48));
  }

  static CorruptDataException corrupt(
      StoreKey key, long offset, String reason, @Nullable Throwable cause) {
    return new CorruptDataException(key.text(), "segment", offset, reason, cause);
  }
}
