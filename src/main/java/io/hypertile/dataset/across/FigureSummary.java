package io.hypertile.dataset.across;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one array, or of one attribute, over many datasets. Where some have numbers and others
 * texts, the extremes are of the kind that came first. Used by one thread.
 */
public final class FigureSummary {
  private long present;
  private long rows;
  private long nulls;
  private @Nullable Extreme least;
  private @Nullable Extreme greatest;

  /** Adds the array of a dataset. */
  public void add(ArrayStatistics statistics) {
    present++;
    rows += statistics.rowCount();
    nulls += statistics.nullCount();
    statistics.least().ifPresent(this::addLeast);
    statistics.greatest().ifPresent(this::addGreatest);
  }

  /** Adds the attribute of a dataset. */
  public void add(TypedValue value) {
    present++;
    extreme(value)
        .ifPresent(extreme -> {
          addLeast(extreme);
          addGreatest(extreme);
        });
  }

  private void addLeast(Extreme extreme) {
    Extreme before = least;
    if (before == null || ExtremeOrder.compare(extreme, before).orElse(0) < 0) {
      least = extreme;
    }
  }

  private void addGreatest(Extreme extreme) {
    Extreme before = greatest;
    if (before == null || ExtremeOrder.compare(extreme, before).orElse(0) > 0) {
      greatest = extreme;
    }
  }

  /** The value of an attribute as an extreme; times are nanoseconds, truth values 0 and 1. */
  private static Optional<Extreme> extreme(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth(boolean truth) -> Optional.of(new Extreme.Signed(truth ? 1 : 0));
      case TypedValue.Whole(DType ignored, BigInteger number) ->
          Optional.of(
              number.bitLength() < Long.SIZE
                  ? new Extreme.Signed(number.longValue())
                  : new Extreme.Unsigned(number.longValue()));
      case TypedValue.Real(DType ignored, double number) ->
          Double.isNaN(number) ? Optional.empty() : Optional.of(new Extreme.Real(number));
      case TypedValue.Text(String text) -> Optional.of(new Extreme.Text(text));
      case TypedValue.Time(long nanoseconds) -> Optional.of(new Extreme.Signed(nanoseconds));
      case TypedValue.Bytes ignored -> Optional.empty();
      case TypedValue.Items ignored -> Optional.empty();
      case TypedValue.Nested ignored -> Optional.empty();
    };
  }

  /** Number of datasets that have it. */
  public long present() {
    return present;
  }

  /** Figures of the cells of all arrays together. */
  public ArrayStatistics statistics() {
    return new ArrayStatistics(
        rows, nulls, Optional.ofNullable(least), Optional.ofNullable(greatest));
  }
}
