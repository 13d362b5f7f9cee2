package io.hypertile.ndarray;

/**
 * Types of cells, whichever model keeps them: numbers ({@link DType}), truth values, times, texts
 * and bytes. Models that keep numbers alone say so by naming {@link DType}. Immutable.
 */
public sealed interface CellType
    permits DType,
        CellType.Truth,
        CellType.TimePoint,
        CellType.TimeSpan,
        CellType.FixedText,
        CellType.FixedBytes,
        CellType.RawBytes,
        CellType.Text,
        CellType.AnyBytes {
  /** The name that the interface shows: NumPy's, where NumPy has such cells. */
  String numpyName();

  /**
   * Bytes of one cell in memory. A cell of any length is a reference of {@value
   * CellBlock#REFERENCE} bytes to the {@link CellHeap} beside the cells.
   */
  int size();

  /** Whether cells differ in length, so that they are references to a heap. */
  default boolean isAnyLength() {
    return false;
  }

  /** Truth values: a byte of 0 or 1. */
  record Truth() implements CellType {
    @Override
    public String numpyName() {
      return "bool";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** NumPy's points in time: steps since 1970 in 64 bits, whose smallest value is NaT. */
  record TimePoint(CellTimeUnit unit, int steps) implements CellType {
    @Override
    public String numpyName() {
      return unit.inType("datetime64", steps);
    }

    @Override
    public int size() {
      return Long.BYTES;
    }
  }

  /** NumPy's lengths of time: steps in 64 bits, whose smallest value is NaT. */
  record TimeSpan(CellTimeUnit unit, int steps) implements CellType {
    @Override
    public String numpyName() {
      return unit.inType("timedelta64", steps);
    }

    @Override
    public int size() {
      return Long.BYTES;
    }
  }

  /**
   * Texts of up to a number of characters, each in four bytes, padded with zeros.
   *
   * @param size bytes of a cell, a multiple of 4
   */
  record FixedText(int size) implements CellType {
    @Override
    public String numpyName() {
      return "<U" + size / Integer.BYTES;
    }
  }

  /**
   * Bytes of which zeros at the end are padding.
   *
   * @param size bytes of a cell
   */
  record FixedBytes(int size) implements CellType {
    @Override
    public String numpyName() {
      return "|S" + size;
    }
  }

  /**
   * Bytes without a meaning.
   *
   * @param size bytes of a cell
   */
  record RawBytes(int size) implements CellType {
    @Override
    public String numpyName() {
      return "|V" + size;
    }
  }

  /** Texts of any length, in UTF-8. */
  record Text() implements CellType {
    @Override
    public String numpyName() {
      return "string";
    }

    @Override
    public int size() {
      return CellBlock.REFERENCE;
    }

    @Override
    public boolean isAnyLength() {
      return true;
    }
  }

  /** Bytes of any length. */
  record AnyBytes() implements CellType {
    @Override
    public String numpyName() {
      return "bytes";
    }

    @Override
    public int size() {
      return CellBlock.REFERENCE;
    }

    @Override
    public boolean isAnyLength() {
      return true;
    }
  }
}
