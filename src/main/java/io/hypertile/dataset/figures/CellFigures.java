package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Figures of cells of one array, block by block (atlas-rules.md 57 to 65). Each type has a loop of
 * its own, which makes nothing for a cell. For one thread.
 */
public abstract sealed class CellFigures
    permits WholeFigures, RealFigures, TextFigures, PlainFigures {
  private long rows;
  private long nulls;

  /** Figures of no cell. */
  CellFigures() {}

  /**
   * Figures of cells of a type.
   *
   * @param fill the fill value that was declared
   */
  public static CellFigures of(CellType type, Optional<FillValue> fill) {
    byte @Nullable [] cell = fill.map(FillValue::bytes).orElse(null);
    return switch (type) {
      case DType number ->
          switch (number.kind()) {
            case SIGNED, UNSIGNED -> WholeFigures.of(number, cell);
            case FLOAT ->
                number == DType.LONGDOUBLE
                    ? new PlainFigures(type, fill)
                    : RealFigures.of(number, cell);
            case COMPLEX -> new PlainFigures(type, fill);
          };
      case CellType.Truth truth -> WholeFigures.of(DType.UINT8, cell);
      case CellType.TimePoint time -> WholeFigures.ofTimes(cell);
      case CellType.TimeSpan span -> WholeFigures.ofTimes(cell);
      case CellType.Text text -> new TextFigures(0, cell);
      case CellType.FixedText text -> new TextFigures(text.size(), cell);
      case CellType.FixedBytes bytes -> new PlainFigures(type, fill);
      case CellType.RawBytes bytes -> new PlainFigures(type, fill);
      case CellType.AnyBytes bytes -> new PlainFigures(type, fill);
    };
  }

  /** Adds cells. */
  public final void add(CellBlock cells, int cellBytes) {
    long count = cells.cells().byteSize() / cellBytes;
    rows += count;
    nulls += take(cells, count);
  }

  /** Adds cells that were never written. */
  public final void addUnwritten(long count) {
    rows += count;
    nulls += count;
  }

  /**
   * Takes cells.
   *
   * @return the number of those that are null
   */
  abstract long take(CellBlock cells, long count);

  abstract Optional<Extreme> least();

  abstract Optional<Extreme> greatest();

  /** The figures so far. */
  public final ArrayStatistics figures() {
    return new ArrayStatistics(rows, nulls, least(), greatest());
  }
}
