package io.hypertile.zarr;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Types of cells that Zarr's documents name. Immutable. */
public sealed interface ZarrType {
  /** Bytes of a cell; empty where cells differ in length. */
  OptionalInt cellBytes();

  /** Whether cells are, or consist of, numbers whose bytes have an order. */
  default boolean hasByteOrder() {
    return switch (this) {
      case Basic basic -> basic.size > 1;
      case FixedText text -> true;
      case TimePoint time -> true;
      case TimeSpan time -> true;
      case Structured structured -> true;
      case FixedBytes bytes -> false;
      case RawBytes bytes -> false;
      case Text text -> false;
      case AnyBytes bytes -> false;
    };
  }

  /** Types of numbers and truth values. */
  enum Basic implements ZarrType {
    BOOL("bool", 1, null),
    INT8("int8", 1, DType.INT8),
    INT16("int16", 2, DType.INT16),
    INT32("int32", 4, DType.INT32),
    INT64("int64", 8, DType.INT64),
    UINT8("uint8", 1, DType.UINT8),
    UINT16("uint16", 2, DType.UINT16),
    UINT32("uint32", 4, DType.UINT32),
    UINT64("uint64", 8, DType.UINT64),
    FLOAT16("float16", 2, DType.FLOAT16),
    FLOAT32("float32", 4, DType.FLOAT32),
    FLOAT64("float64", 8, DType.FLOAT64),
    COMPLEX64("complex64", 8, DType.COMPLEX64),
    COMPLEX128("complex128", 16, DType.COMPLEX128);

    private final String text;
    private final int size;
    private final @Nullable DType dtype;

    Basic(String text, int size, @Nullable DType dtype) {
      this.text = text;
      this.size = size;
      this.dtype = dtype;
    }

    /** The name in documents. */
    public String text() {
      return text;
    }

    /** The type of the server's own arrays with the same cells; empty for truth values. */
    public Optional<DType> dtype() {
      return Optional.ofNullable(dtype);
    }

    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(size);
    }
  }

  /**
   * Texts of a fixed number of characters, each in four bytes, padded with zeros.
   *
   * @param length bytes of a cell, a multiple of 4
   */
  record FixedText(int length) implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(length);
    }
  }

  /**
   * Bytes of which zeros at the end are padding.
   *
   * @param length bytes of a cell
   */
  record FixedBytes(int length) implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(length);
    }
  }

  /**
   * Bytes without a meaning.
   *
   * @param length bytes of a cell
   */
  record RawBytes(int length) implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(length);
    }
  }

  /** NumPy's points in time: steps since 1970 in 64 bits, whose smallest value is NaT. */
  record TimePoint(CellTimeUnit unit, int steps) implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(Long.BYTES);
    }
  }

  /** NumPy's lengths of time: steps in 64 bits, whose smallest value is NaT. */
  record TimeSpan(CellTimeUnit unit, int steps) implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(Long.BYTES);
    }
  }

  /** Texts of any length. */
  record Text() implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.empty();
    }
  }

  /** Bytes of any length. */
  record AnyBytes() implements ZarrType {
    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.empty();
    }
  }

  /**
   * Cells of several fields without gaps.
   *
   * @param fields at least one, each of a fixed length
   */
  record Structured(List<Field> fields) implements ZarrType {
    /** Copies the list. */
    public Structured {
      fields = List.copyOf(fields);
    }

    @Override
    public OptionalInt cellBytes() {
      return OptionalInt.of(
          fields.stream().mapToInt(field -> field.type().cellBytes().orElseThrow()).sum());
    }
  }

  /** A field of a structured cell. */
  record Field(String name, ZarrType type) {}
}
