package io.hypertile.cells.web;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hypertile.array.Version;
import io.hypertile.encode.ArrayFormat.TextMeasure;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Utf8;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.PlannedRead;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The type of one size that holds all cells of a result, which are of any length.
 *
 * @param type as long as the longest cell, one character or byte at least
 * @param version of the array when the cells were looked at
 */
record LongestCell(CellType type, Version version) {
  /**
   * Reads all cells of a result.
   *
   * @param measure whether texts are told by characters or by bytes
   * @throws ServiceException {@code not-encodable} if one ends with a zero, which padding would
   *     swallow, or what reading throws
   */
  static LongestCell of(
      PlannedRead planned, TextMeasure measure, CellSender sender, HttpServletRequest request)
      throws IOException {
    boolean isText = planned.dtype() instanceof CellType.Text && measure == TextMeasure.CHARACTERS;
    long[] longest = {1};
    try (CellSender.Opened cells = sender.open(planned, ByteSpan.whole(planned.cost()), request)) {
      cells.forEach(block -> longest[0] = Math.max(longest[0], longest(block, isText)));
      long size = Math.min(Integer.MAX_VALUE, longest[0] * (isText ? Integer.BYTES : 1));
      return new LongestCell(
          isText
              ? new CellType.FixedText((int) size & -Integer.BYTES)
              : new CellType.FixedBytes((int) size),
          cells.version());
    }
  }

  private static long longest(CellBlock cells, boolean isText) {
    long longest = 0;
    for (long cell = 0; cell < cells.count(); cell++) {
      MemorySegment bytes = cells.bytes(cell);
      long length = bytes.byteSize();
      if (length > 0 && bytes.get(JAVA_BYTE, length - 1) == 0) {
        throw new ServiceException(
            ErrorCode.NOT_ENCODABLE,
            "A cell ends with a zero, which cells of one size would lose; ask for JSON.");
      }
      if (length > longest) {
        longest = Math.max(longest, isText ? Utf8.characters(bytes) : length);
      }
    }
    return longest;
  }
}
