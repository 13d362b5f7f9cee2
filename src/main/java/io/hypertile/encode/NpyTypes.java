package io.hypertile.encode;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of cells as NPY headers name them. */
final class NpyTypes {
  /** Longest cell that is read, in bytes. */
  private static final int MOST_BYTES = 64 << 20;

  private static final Pattern SIZED = Pattern.compile("([SUaV])(\\d{1,9})");
  private static final Pattern TIME =
      Pattern.compile("([Mm])8(?:\\[(\\d{0,9})([a-zA-Z]{1,7})\\])?");

  private NpyTypes() {}

  /** The name of a type of one size, in little-endian order. */
  static String descr(CellType type) {
    return switch (type) {
      case DType dtype -> dtype.descr();
      case CellType.Truth truth -> "|b1";
      case CellType.TimePoint time -> "<M8" + unit(time.numpyName());
      case CellType.TimeSpan time -> "<m8" + unit(time.numpyName());
      case CellType.FixedText text -> text.numpyName();
      case CellType.FixedBytes bytes -> bytes.numpyName();
      case CellType.RawBytes bytes -> bytes.numpyName();
      case CellType.Text text -> throw new IllegalStateException("texts have no size");
      case CellType.AnyBytes bytes -> throw new IllegalStateException("bytes have no size");
    };
  }

  private static String unit(String name) {
    int start = name.indexOf('[');
    return start < 0 ? "" : name.substring(start);
  }

  /**
   * The type of a descr such as {@code <f8}; no order or {@code =} means little endian.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-format}
   */
  static CellType parse(String descr) {
    String code =
        descr.isEmpty() || "<>=|".indexOf(descr.charAt(0)) < 0 ? descr : descr.substring(1);
    for (DType dtype : DType.values()) {
      if (dtype.descr().substring(1).equals(code)) {
        return dtype;
      }
    }
    if (code.equals("b1") || code.equals("?")) {
      return new CellType.Truth();
    }
    Matcher time = TIME.matcher(code);
    if (time.matches()) {
      return time(descr, time);
    }
    Matcher sized = SIZED.matcher(code);
    if (sized.matches()) {
      return sized(descr, sized.group(1), Long.parseLong(sized.group(2)));
    }
    throw unsupported(
        descr,
        code.startsWith("O")
            ? "pickled objects are never read"
            : "send numbers, truth values, times, texts or bytes");
  }

  private static CellType time(String descr, Matcher matcher) {
    String unit = matcher.group(3) == null ? "generic" : matcher.group(3);
    String digits = matcher.group(2) == null || matcher.group(2).isEmpty() ? "1" : matcher.group(2);
    int steps = Integer.parseInt(digits);
    CellTimeUnit known =
        CellTimeUnit.of(unit)
            .filter(found -> steps > 0)
            .orElseThrow(() -> unsupported(descr, "it has no unit of time that NumPy knows"));
    return matcher.group(1).equals("M")
        ? new CellType.TimePoint(known, steps)
        : new CellType.TimeSpan(known, steps);
  }

  private static CellType sized(String descr, String kind, long length) {
    long bytes = kind.equals("U") ? length * Integer.BYTES : length;
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw unsupported(descr, "cells have 1 to " + MOST_BYTES + " bytes");
    }
    int size = (int) bytes;
    return switch (kind) {
      case "U" -> new CellType.FixedText(size);
      case "V" -> new CellType.RawBytes(size);
      default -> new CellType.FixedBytes(size);
    };
  }

  static RuntimeException unsupported(String descr, String why) {
    String shown = BodyFaults.shortened(descr);
    return BodyFaults.unsupported(
        "The NPY file has cells of type " + shown + ": " + why + ".", Map.of("descr", shown));
  }
}
