package io.hypertile.coordinate;

import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfUnits;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Type of an array's cells together with what they mean as coordinates. Immutable.
 *
 * @param type the cells
 * @param units what numbers mean as times, where they are times
 * @param kind the sort of coordinates
 */
public record CoordinateForm(CellType type, Optional<CfUnits> units, CoordinateKind kind) {
  /**
   * The form of an array's cells.
   *
   * @param units the attribute {@code units}, any text; null if there is none
   * @param calendar the attribute {@code calendar}, any text; null if there is none
   * @return empty if such cells are no coordinates: complex numbers, truth values, bytes
   */
  public static Optional<CoordinateForm> of(
      CellType type, @Nullable String units, @Nullable String calendar) {
    return switch (type) {
      case DType dtype ->
          switch (dtype) {
            case INT8, INT16, INT32, INT64, LONGLONG, UINT8, UINT16, UINT32, UINT64, ULONGLONG ->
                Optional.of(ofNumbers(dtype, units, calendar));
            case FLOAT16, FLOAT32, FLOAT64 -> Optional.of(ofNumbers(dtype, units, calendar));
            case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE -> Optional.empty();
          };
      case CellType.TimePoint time ->
          Optional.of(
              time.unit() == CellTimeUnit.GENERIC
                  ? ofKind(type, new CoordinateKind.Numbers(Optional.empty()))
                  : ofKind(type, new CoordinateKind.Times(CfCalendar.PROLEPTIC_GREGORIAN)));
      case CellType.TimeSpan ignored ->
          Optional.of(ofKind(type, new CoordinateKind.Numbers(Optional.empty())));
      case CellType.FixedText ignored -> Optional.of(ofKind(type, new CoordinateKind.Texts()));
      case CellType.Text ignored -> Optional.of(ofKind(type, new CoordinateKind.Texts()));
      case CellType.FixedBytes ignored -> Optional.of(ofKind(type, new CoordinateKind.Texts()));
      case CellType.Truth ignored -> Optional.empty();
      case CellType.RawBytes ignored -> Optional.empty();
      case CellType.AnyBytes ignored -> Optional.empty();
    };
  }

  private static CoordinateForm ofKind(CellType type, CoordinateKind kind) {
    return new CoordinateForm(type, Optional.empty(), kind);
  }

  private static CoordinateForm ofNumbers(
      DType type, @Nullable String units, @Nullable String calendar) {
    CfUnits.Reading reading =
        units == null ? new CfUnits.Reading.Numbers() : CfUnits.read(units, calendar);
    return switch (reading) {
      case CfUnits.Reading.Times(CfUnits found) ->
          new CoordinateForm(type, Optional.of(found), new CoordinateKind.Times(found.calendar()));
      case CfUnits.Reading.Numbers() -> ofKind(type, new CoordinateKind.Numbers(Optional.empty()));
      case CfUnits.Reading.Refused(String reason) ->
          ofKind(type, new CoordinateKind.Numbers(Optional.of(reason)));
    };
  }

  /** Bytes that a coordinate takes in memory at least. */
  public long bytesEach() {
    return kind instanceof CoordinateKind.Texts ? 3L * Integer.BYTES : Long.BYTES;
  }
}
