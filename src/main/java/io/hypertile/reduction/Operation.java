package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Operation that makes one number of many. Nulls are skipped by all of them. */
public enum Operation {
  /** Least number; null without any. */
  MIN,
  /** Greatest number; null without any. */
  MAX,
  /** Sum; 0 without any. */
  SUM,
  /** Arithmetic mean; null without any. */
  MEAN,
  /** Standard deviation of the whole population (ddof 0); null without any. */
  STD,
  /** Number of cells that are not null. */
  COUNT,
  /** First in C order; null without any. */
  FIRST,
  /** Last in C order; null without any. */
  LAST,
  /** Quantile with linear interpolation; null without any. */
  QUANTILE;

  /** Names of all, in lower case. */
  static final List<String> NAMES = Arrays.stream(values()).map(Operation::text).toList();

  /** Name in a query. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Operation> find(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /**
   * Type of the results, as NumPy has it: 64-bit integers for sums of integers, float64 for their
   * means, deviations and quantiles; floats and complex numbers keep their type, but for deviations
   * of complex numbers, which are floats.
   */
  public DType resultType(DType cells) {
    return switch (this) {
      case MIN, MAX, FIRST, LAST -> cells;
      case COUNT -> DType.INT64;
      case SUM ->
          switch (cells.kind()) {
            case SIGNED -> DType.INT64;
            case UNSIGNED -> DType.UINT64;
            case FLOAT, COMPLEX -> cells;
          };
      case MEAN, QUANTILE -> cells.isInteger() ? DType.FLOAT64 : cells;
      case STD ->
          switch (cells) {
            case COMPLEX64 -> DType.FLOAT32;
            case COMPLEX128 -> DType.FLOAT64;
            case CLONGDOUBLE -> DType.LONGDOUBLE;
            default -> cells.isInteger() ? DType.FLOAT64 : cells;
          };
    };
  }

  /** Whether whole numbers are kept as such, so that all their digits count. */
  boolean isExact() {
    return switch (this) {
      case MIN, MAX, SUM, MEAN, FIRST, LAST -> true;
      case STD, COUNT, QUANTILE -> false;
    };
  }
}
