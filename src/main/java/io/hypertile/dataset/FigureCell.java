package io.hypertile.dataset;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.CellType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one array of one dataset, put in again for the next dataset, so that a table of many
 * makes no object for each. For one thread.
 */
public final class FigureCell {
  private @Nullable CellType dtype;
  private long rowCount;
  private long nullCount;
  private final FigureValue least = new FigureValue();
  private final FigureValue greatest = new FigureValue();

  /** An extreme: a number in 64 bits, or a text. */
  public static final class FigureValue {
    private Kind kind = Kind.NONE;
    private long bits;
    private @Nullable String text;

    /** The kind of value. */
    public Kind kind() {
      return kind;
    }

    /** A whole number; of {@link Kind#REAL} the raw bits of a float64. */
    public long bits() {
      return bits;
    }

    /** The text of {@link Kind#TEXT}. */
    public String text() {
      String value = text;
      if (value == null) {
        throw new IllegalStateException("no text");
      }
      return value;
    }

    /** Puts a number in, or nothing. */
    public void set(Kind number, long value) {
      kind = number;
      bits = value;
      text = null;
    }

    /** Puts a text in. */
    public void set(String value) {
      kind = Kind.TEXT;
      text = value;
    }

    /** Puts an extreme in. */
    public void set(Optional<Extreme> extreme) {
      if (extreme.isEmpty()) {
        set(Kind.NONE, 0);
        return;
      }
      switch (extreme.get()) {
        case Extreme.Signed(long value) -> set(Kind.SIGNED, value);
        case Extreme.Unsigned(long value) -> set(Kind.UNSIGNED, value);
        case Extreme.Real(double value) -> set(Kind.REAL, Double.doubleToRawLongBits(value));
        case Extreme.Text(String value) -> set(value);
      }
    }

    /** The extreme as an object. */
    public Optional<Extreme> extreme() {
      return switch (kind) {
        case NONE -> Optional.empty();
        case SIGNED -> Optional.of(new Extreme.Signed(bits));
        case UNSIGNED -> Optional.of(new Extreme.Unsigned(bits));
        case REAL -> Optional.of(new Extreme.Real(Double.longBitsToDouble(bits)));
        case TEXT -> Optional.of(new Extreme.Text(text()));
      };
    }
  }

  /** Kinds of extremes. */
  public enum Kind {
    NONE,
    SIGNED,
    UNSIGNED,
    REAL,
    TEXT
  }

  /** Says that there is no array. */
  public void clear() {
    dtype = null;
    rowCount = 0;
    nullCount = 0;
    least.set(Kind.NONE, 0);
    greatest.set(Kind.NONE, 0);
  }

  /** Puts counts in; the extremes are put in by themselves. */
  public void set(CellType type, long rows, long nulls) {
    dtype = type;
    rowCount = rows;
    nullCount = nulls;
  }

  /**
   * Takes the figures of an array; clears the cell where the dataset has no such array.
   *
   * @return whether there is an array
   */
  public boolean set(Optional<DatasetArray> array) {
    array.ifPresentOrElse(
        found -> set(found.definition().dtype(), found.statistics()), this::clear);
    return array.isPresent();
  }

  /** Puts figures in. */
  public void set(CellType type, ArrayStatistics figures) {
    set(type, figures.rowCount(), figures.nullCount());
    least.set(figures.least());
    greatest.set(figures.greatest());
  }

  /** Whether there is an array. */
  public boolean isPresent() {
    return dtype != null;
  }

  /** Type of the cells of the array, if there is one. */
  public CellType dtype() {
    CellType type = dtype;
    if (type == null) {
      throw new IllegalStateException("no array");
    }
    return type;
  }

  /** Cells of the shape; 0 without an array. */
  public long rowCount() {
    return rowCount;
  }

  /** Cells that are null; 0 without an array. */
  public long nullCount() {
    return nullCount;
  }

  /** The least cell. */
  public FigureValue least() {
    return least;
  }

  /** The greatest cell. */
  public FigureValue greatest() {
    return greatest;
  }

  /** The figures as an object, of zero cells without an array. */
  public ArrayStatistics statistics() {
    return new ArrayStatistics(rowCount, nullCount, least.extreme(), greatest.extreme());
  }
}
