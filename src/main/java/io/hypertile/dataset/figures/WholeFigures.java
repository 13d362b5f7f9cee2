package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Figures of whole numbers, times and truth values. */
final class WholeFigures extends CellFigures {
  /** Makes unsigned numbers of 64 bits compare as signed ones do. */
  private static final long TURN = Long.MIN_VALUE;

  private final DType type;
  private final boolean hasFill;
  private final long fill;
  private final boolean isTime;
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;
  private boolean hasValue;

  private WholeFigures(DType type, byte @Nullable [] fill, boolean isTime) {
    this.type = type;
    this.hasFill = fill != null;
    this.fill = fill == null ? 0 : value(MemorySegment.ofArray(fill), 0);
    this.isTime = isTime;
  }

  static WholeFigures of(DType type, byte @Nullable [] fill) {
    return new WholeFigures(type, fill, false);
  }

  /** NaT is null, whatever the fill value is. */
  static WholeFigures ofTimes(byte @Nullable [] fill) {
    return new WholeFigures(DType.INT64, fill, true);
  }

  private boolean isUnsigned() {
    return type == DType.UINT64 || type == DType.ULONGLONG;
  }

  /** A cell as a signed number; one of 64 bits without sign is turned. */
  private long value(MemorySegment cells, long index) {
    return switch (type) {
      case INT8 -> cells.get(CellLayouts.BYTE, index);
      case INT16 -> cells.get(CellLayouts.SHORT, 2 * index);
      case INT32 -> cells.get(CellLayouts.INT, 4 * index);
      case UINT8 -> cells.get(CellLayouts.BYTE, index) & 0xff;
      case UINT16 -> cells.get(CellLayouts.SHORT, 2 * index) & 0xffff;
      case UINT32 -> cells.get(CellLayouts.INT, 4 * index) & 0xffff_ffffL;
      case UINT64, ULONGLONG -> cells.get(CellLayouts.LONG, 8 * index) ^ TURN;
      default -> cells.get(CellLayouts.LONG, 8 * index);
    };
  }

  @Override
  long take(CellBlock block, long count) {
    MemorySegment cells = block.cells();
    return switch (type) {
      case INT8 -> bytes(cells, count, false);
      case UINT8 -> bytes(cells, count, true);
      case INT16, UINT16 -> shorts(cells, count);
      case INT32, UINT32 -> ints(cells, count);
      default -> longs(cells, count);
    };
  }

  private long bytes(MemorySegment cells, long count, boolean isUnsigned) {
    int mask = isUnsigned ? 0xff : -1;
    long nulls = 0;
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (long at = 0; at < count; at++) {
      int value = cells.get(CellLayouts.BYTE, at) & mask;
      if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, count, low, high);
  }

  private long shorts(MemorySegment cells, long count) {
    int mask = type == DType.UINT16 ? 0xffff : -1;
    long nulls = 0;
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (long at = 0; at < count; at++) {
      int value = cells.get(CellLayouts.SHORT, 2 * at) & mask;
      if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, count, low, high);
  }

  private long ints(MemorySegment cells, long count) {
    long mask = type == DType.UINT32 ? 0xffff_ffffL : -1L;
    long nulls = 0;
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (long at = 0; at < count; at++) {
      long value = cells.get(CellLayouts.INT, 4 * at) & mask;
      if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, count, low, high);
  }

  private long longs(MemorySegment cells, long count) {
    long turn = isUnsigned() ? TURN : 0;
    long nulls = 0;
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (long at = 0; at < count; at++) {
      long value = cells.get(CellLayouts.LONG, 8 * at) ^ turn;
      if (hasFill && value == fill || isTime && value == Long.MIN_VALUE) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, count, low, high);
  }

  private long taken(long nulls, long count, long low, long high) {
    if (nulls < count) {
      hasValue = true;
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    }
    return nulls;
  }

  private Optional<Extreme> extreme(long value) {
    if (!hasValue) {
      return Optional.empty();
    }
    return Optional.of(
        isUnsigned() ? new Extreme.Unsigned(value ^ TURN) : new Extreme.Signed(value));
  }

  @Override
  Optional<Extreme> least() {
    return extreme(least);
  }

  @Override
  Optional<Extreme> greatest() {
    return extreme(greatest);
  }
}
