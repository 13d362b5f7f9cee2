package io.hypertile.reduction;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells cells that hold nothing: a blank value, any NaN, and NaT. Floats are compared as numbers,
 * so that a blank value of 0 stands for -0 as well. Used by one thread at a time.
 */
final class EmptyCells {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private enum Form {
    BITS,
    ANY_LENGTH,
    TIME,
    REAL,
    PARTS,
    NONE
  }

  private final Form form;
  private final int size;
  private final MemorySegment fill;
  private final boolean isWord;
  private final long fillBits;
  private final double fillReal;
  private final boolean isFillNaN;
  private final @Nullable Parts parts;

  /**
   * Cells of a type.
   *
   * @param blank value of cells that hold nothing, where there is one
   */
  EmptyCells(CellType type, Optional<FillValue> blank) {
    Optional<FillValue> value = blank.or(() -> missing(type));
    this.form = value.isPresent() ? form(type) : Form.NONE;
    this.size = type.size();
    this.fill = MemorySegment.ofArray(value.map(FillValue::bytes).orElseGet(() -> new byte[size]));
    this.isWord = size <= Long.BYTES && Integer.bitCount(size) == 1;
    this.parts = form == Form.PARTS ? new Parts(value.orElseThrow().number()) : null;
    boolean isBits = isWord && (form == Form.BITS || form == Form.TIME);
    this.fillBits = isBits ? bits(fill, 0) : 0;
    this.fillReal = form == Form.REAL ? real(fill, 0) : 0;
    this.isFillNaN = parts != null && parts.isNaN(fill, 0);
  }

  /** A value that holds nothing in all cells of a type; empty if the type has no such value. */
  private static Optional<FillValue> missing(CellType type) {
    return switch (type) {
      case DType number when !number.isInteger() -> Optional.of(FillValue.defaultOf(number));
      case CellType.TimePoint ignored -> Optional.of(FillValue.notATime(type));
      case CellType.TimeSpan ignored -> Optional.of(FillValue.notATime(type));
      default -> Optional.empty();
    };
  }

  private static Form form(CellType type) {
    return switch (type) {
      case DType number when Parts.areOf(number) -> Form.PARTS;
      case DType number -> number.isInteger() ? Form.BITS : Form.REAL;
      case CellType.TimePoint ignored -> Form.TIME;
      case CellType.TimeSpan ignored -> Form.TIME;
      case CellType.Text ignored -> Form.ANY_LENGTH;
      case CellType.AnyBytes ignored -> Form.ANY_LENGTH;
      case CellType.Truth ignored -> Form.BITS;
      case CellType.FixedText ignored -> Form.BITS;
      case CellType.FixedBytes ignored -> Form.BITS;
      case CellType.RawBytes ignored -> Form.BITS;
    };
  }

  /** Whether the cell with a number, counted from the first of the block, holds nothing. */
  boolean isEmpty(CellBlock block, long cell) {
    long at = cell * size;
    return switch (form) {
      case BITS ->
          isWord
              ? bits(block.cells(), at) == fillBits
              : MemorySegment.mismatch(block.cells(), at, at + size, fill, 0, size) < 0;
      case TIME -> {
        long steps = block.cells().get(LONG, at);
        yield steps == fillBits || steps == Long.MIN_VALUE;
      }
      case REAL -> {
        double real = real(block.cells(), at);
        yield real == fillReal || Double.isNaN(real);
      }
      case PARTS -> isEmpty(block.cells(), at);
      case NONE -> false;
      case ANY_LENGTH ->
          block.length(cell) == fill.byteSize() && block.bytes(cell).mismatch(fill) < 0;
    };
  }

  private boolean isEmpty(MemorySegment cells, long at) {
    Parts read = Objects.requireNonNull(parts);
    return read.isNaN(cells, at) || !isFillNaN && read.compare(cells, at, fill, 0) == 0;
  }

  private long bits(MemorySegment cells, long at) {
    return switch (size) {
      case 1 -> cells.get(ValueLayout.JAVA_BYTE, at);
      case 2 -> cells.get(SHORT, at);
      case 4 -> cells.get(INT, at);
      default -> cells.get(LONG, at);
    };
  }

  private double real(MemorySegment cells, long at) {
    return switch (size) {
      case 2 -> Float.float16ToFloat(cells.get(SHORT, at));
      case 4 -> Float.intBitsToFloat(cells.get(INT, at));
      default -> Double.longBitsToDouble(cells.get(LONG, at));
    };
  }
}
