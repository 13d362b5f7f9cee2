package io.hypertile.ndarray;

import java.util.List;
import java.util.Optional;

/**
 * Types of numbers, little-endian in memory, in files and on the wire. The names are NumPy's.
 * {@link #LONGLONG} and {@link #ULONGLONG} hold the same bytes as the 64-bit integers; Deker keeps
 * them apart by name, so they are kept apart here (deker-layout.md, "Cell types").
 */
public enum DType implements CellType {
  INT8("int8", "|i1", 1, Kind.SIGNED),
  INT16("int16", "<i2", 2, Kind.SIGNED),
  INT32("int32", "<i4", 4, Kind.SIGNED),
  INT64("int64", "<i8", 8, Kind.SIGNED),
  LONGLONG("longlong", "<i8", 8, Kind.SIGNED),
  UINT8("uint8", "|u1", 1, Kind.UNSIGNED),
  UINT16("uint16", "<u2", 2, Kind.UNSIGNED),
  UINT32("uint32", "<u4", 4, Kind.UNSIGNED),
  UINT64("uint64", "<u8", 8, Kind.UNSIGNED),
  ULONGLONG("ulonglong", "<u8", 8, Kind.UNSIGNED),
  FLOAT16("float16", "<f2", 2, Kind.FLOAT),
  FLOAT32("float32", "<f4", 4, Kind.FLOAT),
  FLOAT64("float64", "<f8", 8, Kind.FLOAT),
  /** 80-bit x87 extended precision in 16 bytes, the upper 6 of them padding. */
  LONGDOUBLE("longdouble", "<f16", 16, Kind.FLOAT),
  COMPLEX64("complex64", "<c8", 8, Kind.COMPLEX),
  COMPLEX128("complex128", "<c16", 16, Kind.COMPLEX),
  CLONGDOUBLE("clongdouble", "<c32", 32, Kind.COMPLEX);

  /** Whole numbers of 8 to 64 bits and floats of 16 to 64, by whose names all formats know them. */
  public static final List<DType> COMMON =
      List.of(INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT16, FLOAT32, FLOAT64);

  /** Families of element types. */
  public enum Kind {
    SIGNED,
    UNSIGNED,
    FLOAT,
    /** Two floats: real part, then imaginary part. */
    COMPLEX
  }

  private final String numpyName;
  private final String descr;
  private final int size;
  private final Kind kind;

  DType(String numpyName, String descr, int size, Kind kind) {
    this.numpyName = numpyName;
    this.descr = descr;
    this.size = size;
    this.kind = kind;
  }

  @Override
  public String numpyName() {
    return numpyName;
  }

  /** The array-interface type string in little-endian order, as an NPY header has it. */
  public String descr() {
    return descr;
  }

  @Override
  public int size() {
    return size;
  }

  /** The family. */
  public Kind kind() {
    return kind;
  }

  /** Bytes of one number in a cell: half the cell for complex types, the cell for all others. */
  public int componentSize() {
    return kind == Kind.COMPLEX ? size / 2 : size;
  }

  /** Whether cells are whole numbers. */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /** The type with exactly this canonical name; aliases are for the schema's JSON mappings. */
  public static Optional<DType> byNumpyName(String name) {
    for (DType dtype : values()) {
      if (dtype.numpyName.equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
