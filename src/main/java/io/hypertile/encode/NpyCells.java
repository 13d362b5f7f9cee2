package io.hypertile.encode;

import io.hypertile.encode.text.CellText;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Cells of an NPY file other than numbers, turned into those of an array: little-endian, as long as
 * the array's, or preceded by their length.
 */
final class NpyCells extends BlockSource {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final CellSource source;
  private final NpyHeader header;
  private final CellType target;
  private final ByteBuffer raw;
  private final MemorySegment cell;
  private long done;

  /**
   * Cells of an array.
   *
   * @param source the cells of the file in C order
   */
  NpyCells(CellSource source, NpyHeader header, CellType target) {
    this.source = source;
    this.header = header;
    this.target = target;
    this.raw = ByteBuffer.allocate(header.dtype().size());
    this.cell = MemorySegment.ofArray(raw.array());
  }

  /**
   * Checks that cells of a file can be those of an array.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-format}
   */
  static void requirePossible(CellType found, CellType target) {
    boolean isPossible =
        switch (target) {
          case CellType.FixedText text -> found instanceof CellType.FixedText;
          case CellType.Text text -> found instanceof CellType.FixedText;
          case CellType.FixedBytes bytes -> found instanceof CellType.FixedBytes;
          case CellType.AnyBytes bytes -> found instanceof CellType.FixedBytes;
          case CellType.TimePoint time ->
              found instanceof CellType.TimePoint other && other.unit().isConvertible(time.unit());
          case CellType.TimeSpan time ->
              found instanceof CellType.TimeSpan other && other.unit().isConvertible(time.unit());
          default -> found.equals(target);
        };
    if (!isPossible) {
      throw NpyTypes.unsupported(
          NpyTypes.descr(found), "the array has " + target.numpyName() + "; " + advice(found));
    }
  }

  private static String advice(CellType found) {
    return switch (found) {
      case DType number -> "send cells of that type";
      case CellType.Truth truth -> "convert truth values with astype first";
      case CellType.TimePoint time -> "convert times with astype first";
      case CellType.TimeSpan time -> "convert times with astype first";
      case CellType.FixedText text -> "texts are not converted";
      case CellType.FixedBytes bytes -> "bytes are not converted";
      case CellType.RawBytes bytes -> "bytes are not converted";
      case CellType.Text text -> "texts are not converted";
      case CellType.AnyBytes bytes -> "bytes are not converted";
    };
  }

  @Override
  protected void fill() throws IOException {
    while (isRoom()) {
      raw.clear();
      while (raw.hasRemaining() && source.read(raw) >= 0) {
        // Whole cells only: the source ends with the last one or throws.
      }
      if (raw.position() == 0) {
        return;
      }
      order();
      put();
      done++;
    }
  }

  private boolean isRoom() {
    ByteBuffer block = room(0);
    return block.position() == 0
        || (target.isAnyLength()
            ? block.position() < BLOCK_BYTES / 2
            : block.remaining() >= target.size());
  }

  private void order() {
    if (header.order() == ByteOrder.LITTLE_ENDIAN) {
      return;
    }
    switch (header.dtype()) {
      case CellType.FixedText text -> ByteSwap.inPlace(cell, Integer.BYTES);
      case CellType.TimePoint time -> ByteSwap.inPlace(cell, Long.BYTES);
      case CellType.TimeSpan time -> ByteSwap.inPlace(cell, Long.BYTES);
      default -> {
        // Bytes have no order.
      }
    }
  }

  private void put() {
    switch (target) {
      case CellType.Text text -> putUtf8();
      case CellType.AnyBytes bytes -> {
        int length = (int) Utf8.unpadded(cell);
        room(Integer.BYTES + length).putInt(length).put(raw.array(), 0, length);
      }
      case CellType.FixedText text -> {
        requireCharacters();
        putPadded(Utf8.unpaddedCharacters(cell) * Integer.BYTES);
      }
      case CellType.FixedBytes bytes -> putPadded(Utf8.unpadded(cell));
      case CellType.TimePoint time -> putTime(time.unit(), time.steps());
      case CellType.TimeSpan time -> putTime(time.unit(), time.steps());
      case CellType.Truth truth -> room(1).put((byte) (raw.get(0) == 0 ? 0 : 1));
      default -> room(target.size()).put(raw.array());
    }
  }

  /** Puts the same time, or length of time, in the array's unit. */
  private void putTime(CellTimeUnit unit, int steps) {
    long count = cell.get(LONG, 0);
    ByteBuffer block = room(Long.BYTES);
    if (count == CellText.NAT || header.dtype().equals(target)) {
      block.putLong(count);
      return;
    }
    try {
      block.putLong(
          switch (header.dtype()) {
            case CellType.TimePoint time -> exact(count, time.unit(), time.steps(), unit, steps);
            case CellType.TimeSpan time -> exact(count, time.unit(), time.steps(), unit, steps);
            default -> throw new IllegalStateException(shown());
          });
    } catch (ArithmeticException e) {
      throw misfit(target.numpyName() + " does not hold " + count + " of its units exactly");
    }
  }

  private static long exact(
      long count, CellTimeUnit from, int fromSteps, CellTimeUnit to, int toSteps) {
    long units = Math.multiplyExact(count, (long) fromSteps);
    long finer = from.ordinal() <= to.ordinal() ? Math.multiplyExact(units, from.parts(to)) : units;
    long divisor =
        Math.multiplyExact(from.ordinal() > to.ordinal() ? to.parts(from) : 1, (long) toSteps);
    if (finer % divisor != 0 || finer / divisor == CellText.NAT) {
      throw new ArithmeticException("not exact");
    }
    return finer / divisor;
  }

  private void putPadded(long length) {
    if (length > target.size()) {
      throw misfit("it is longer than the cells of " + target.numpyName());
    }
    ByteBuffer block = room(target.size()).put(raw.array(), 0, (int) length);
    for (long at = length; at < target.size(); at++) {
      block.put((byte) 0);
    }
  }

  /** Characters that UTF-32 does not have would be texts to nobody; NumPy keeps halves of pairs. */
  private void requireCharacters() {
    long count = Utf8.unpaddedCharacters(cell);
    for (long n = 0; n < count; n++) {
      int character = cell.get(INT, n * Integer.BYTES);
      if (character < 0 || character > Character.MAX_CODE_POINT) {
        throw misfit(Integer.toUnsignedString(character) + " is no character");
      }
    }
  }

  private void putUtf8() {
    int count = (int) Utf8.unpaddedCharacters(cell);
    ByteBuffer block = room(Integer.BYTES + count * Utf8.MOST_BYTES);
    int start = block.position();
    int at = start + Integer.BYTES;
    for (int n = 0; n < count; n++) {
      int character = cell.get(INT, (long) n * Integer.BYTES);
      if (!Utf8.isCharacter(character)) {
        throw misfit(Integer.toUnsignedString(character) + " is no character");
      }
      at = Utf8.put(character, block.array(), at);
    }
    block.putInt(at - start - Integer.BYTES).position(at);
  }

  private RuntimeException misfit(String problem) {
    return BodyFaults.outOfRange(
        target, BodyFaults.index(header.shape(), done), "a cell of " + shown(), problem);
  }

  private String shown() {
    return header.dtype().numpyName();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
