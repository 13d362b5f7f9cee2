package io.hypertile.dataset.figures;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Figures for each type of cells. */
public final class FiguresByType {
  private FiguresByType() {}

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
}
