package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Figures of floats. A cell is null if it equals the fill value as a number; where that is NaN,
 * every NaN is. Otherwise NaN, of either sign, is above all numbers, and -0 below 0.
 */
final class RealFigures extends CellFigures {
  private final DType type;
  private final boolean hasFill;
  private final double fill;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private boolean hasNumber;
  private boolean hasNan;

  private RealFigures(DType type, byte @Nullable [] fill) {
    this.type = type;
    this.hasFill = fill != null;
    this.fill = fill == null ? 0 : value(MemorySegment.ofArray(fill), 0);
  }

  static RealFigures of(DType type, byte @Nullable [] fill) {
    return new RealFigures(type, fill);
  }

  private double value(MemorySegment cells, long index) {
    return switch (type) {
      case FLOAT16 -> Float.float16ToFloat(cells.get(CellLayouts.SHORT, 2 * index));
      case FLOAT32 -> cells.get(CellLayouts.FLOAT, 4 * index);
      default -> cells.get(CellLayouts.DOUBLE, 8 * index);
    };
  }

  @Override
  long take(CellBlock block, long count) {
    MemorySegment cells = block.cells();
    return switch (type) {
      case FLOAT16 -> halves(cells, count);
      case FLOAT32 -> singles(cells, count);
      default -> doubles(cells, count);
    };
  }

  private long halves(MemorySegment cells, long count) {
    long nulls = 0;
    long nans = 0;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (long at = 0; at < count; at++) {
      float value = Float.float16ToFloat(cells.get(CellLayouts.SHORT, 2 * at));
      if (Float.isNaN(value)) {
        nans++;
      } else if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, nans, count, low, high);
  }

  private long singles(MemorySegment cells, long count) {
    SingleRange range = new SingleRange();
    range.take(cells, count);
    if (count > 0 && range.isOfNumbers() && !isWithin(range.least(), range.greatest())) {
      return taken(0, 0, count, range.least(), range.greatest());
    }
    long nulls = 0;
    long nans = 0;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (long at = 0; at < count; at++) {
      float value = cells.get(CellLayouts.FLOAT, 4 * at);
      if (Float.isNaN(value)) {
        nans++;
      } else if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, nans, count, low, high);
  }

  /** Whether the fill value lies between two numbers, so that cells may equal it. */
  private boolean isWithin(double low, double high) {
    return hasFill && low <= fill && fill <= high;
  }

  private long doubles(MemorySegment cells, long count) {
    long nulls = 0;
    long nans = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (long at = 0; at < count; at++) {
      double value = cells.get(CellLayouts.DOUBLE, 8 * at);
      if (Double.isNaN(value)) {
        nans++;
      } else if (hasFill && value == fill) {
        nulls++;
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return taken(nulls, nans, count, low, high);
  }

  private long taken(long equal, long nans, long count, double low, double high) {
    boolean isNullNan = hasFill && Double.isNaN(fill);
    if (equal + nans < count) {
      hasNumber = true;
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    }
    hasNan |= nans > 0 && !isNullNan;
    return isNullNan ? nans : equal;
  }

  @Override
  Optional<Extreme> least() {
    if (hasNumber) {
      return Optional.of(new Extreme.Real(least));
    }
    return hasNan ? Optional.of(new Extreme.Real(Double.NaN)) : Optional.empty();
  }

  @Override
  Optional<Extreme> greatest() {
    if (hasNan) {
      return Optional.of(new Extreme.Real(Double.NaN));
    }
    return hasNumber ? Optional.of(new Extreme.Real(greatest)) : Optional.empty();
  }
}
