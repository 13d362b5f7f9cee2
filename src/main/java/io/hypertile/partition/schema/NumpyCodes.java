package io.hypertile.partition.schema;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of cells by NumPy's codes, such as {@code <f4}, {@code |b1}, {@code <M8[ns]}. */
final class NumpyCodes {
  /** Most characters of a text, and bytes, of one cell. */
  private static final int LONGEST = 1 << 20;

  private static final Pattern TIME = Pattern.compile("[<=]?([Mm])8\\[([0-9]{0,9})([a-zA-Z]+)]");
  private static final Pattern SIZED = Pattern.compile("[<|=]?([USV])([0-9]{1,7})");
  private static final Pattern NUMBER = Pattern.compile("[<|=]?([biufc])([0-9]{1,2})");

  private NumpyCodes() {}

  /** The type of a code; empty for a code of another type than those that are kept. */
  static Optional<CellType> find(String code) {
    if (code.equals("|b1") || code.equals("bool")) {
      return Optional.of(new CellType.Truth());
    }
    Matcher time = TIME.matcher(code);
    if (time.matches()) {
      return time(time);
    }
    Matcher sized = SIZED.matcher(code);
    if (sized.matches()) {
      return sized(sized.group(1), Integer.parseInt(sized.group(2)));
    }
    Matcher number = NUMBER.matcher(code);
    String rest = number.matches() ? number.group(1) + number.group(2) : "";
    for (DType dtype : DType.values()) {
      boolean isOwn = dtype == DType.LONGLONG || dtype == DType.ULONGLONG;
      boolean isLong = dtype == DType.LONGDOUBLE || dtype == DType.CLONGDOUBLE;
      if (!isOwn
          && !isLong
          && (dtype.descr().substring(1).equals(rest) || dtype.numpyName().equals(code))) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  private static Optional<CellType> time(Matcher time) {
    int steps = time.group(2).isEmpty() ? 1 : Integer.parseInt(time.group(2));
    return CellTimeUnit.of(time.group(3))
        .filter(unit -> steps > 0)
        .map(unit ->
            time.group(1).equals("M")
                ? new CellType.TimePoint(unit, steps)
                : new CellType.TimeSpan(unit, steps));
  }

  private static Optional<CellType> sized(String kind, int size) {
    if (size == 0 || size > LONGEST) {
      return Optional.empty();
    }
    return Optional.of(
        switch (kind) {
          case "U" -> new CellType.FixedText(Math.multiplyExact(Integer.BYTES, size));
          case "S" -> new CellType.FixedBytes(size);
          default -> new CellType.RawBytes(size);
        });
  }

  /** The code of a type. */
  static String code(CellType type) {
    return switch (type) {
      case DType dtype -> dtype.descr();
      case CellType.Truth ignored -> "|b1";
      case CellType.TimePoint time -> "<M8" + unit(time.numpyName());
      case CellType.TimeSpan time -> "<m8" + unit(time.numpyName());
      case CellType.FixedText text -> text.numpyName();
      case CellType.FixedBytes bytes -> bytes.numpyName();
      case CellType.RawBytes bytes -> bytes.numpyName();
      case CellType.Text ignored -> "|T";
      case CellType.AnyBytes ignored -> "|O";
    };
  }

  private static String unit(String name) {
    int bracket = name.indexOf('[');
    return bracket < 0 ? "" : name.substring(bracket);
  }
}
