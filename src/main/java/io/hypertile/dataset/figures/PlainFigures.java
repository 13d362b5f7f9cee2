package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Figures of cells without an order: complex numbers and bytes. Null is compared bit for bit. */
final class PlainFigures extends CellFigures {
  private final boolean isAnyLength;
  private final Optional<FillValue> fill;

  PlainFigures(CellType type, Optional<FillValue> fill) {
    this.isAnyLength = type.isAnyLength();
    this.fill = fill;
  }

  @Override
  long take(CellBlock cells, long count) {
    if (fill.isEmpty()) {
      return 0;
    }
    if (!isAnyLength) {
      return fill.get().count(cells.cells());
    }
    MemorySegment none = MemorySegment.ofArray(fill.get().bytes());
    long nulls = 0;
    for (long at = 0; at < count; at++) {
      nulls += cells.bytes(at).mismatch(none) < 0 ? 1 : 0;
    }
    return nulls;
  }

  @Override
  Optional<Extreme> least() {
    return Optional.empty();
  }

  @Override
  Optional<Extreme> greatest() {
    return Optional.empty();
  }
}
