package io.hypertile.hdf5;

import io.hypertile.ndarray.DType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Type of cells as a file stores them.
 *
 * @param dtype element type; the 64-bit integers come as {@code int64} and {@code uint64}
 * @param isSwapped whether numbers are big-endian
 */
public record StoredType(DType dtype, boolean isSwapped) {
  private static final int IMPLIED_LEADING_BIT = 2;

  /** The cell type of a datatype; empty for types that arrays do not have. */
  public static Optional<StoredType> find(Datatype datatype) {
    return switch (datatype) {
      case Datatype.Integer type -> integer(type);
      case Datatype.Floating type -> floating(type);
      case Datatype.Compound type -> complex(type);
      case Datatype.FixedText type -> Optional.empty();
      case Datatype.VariableText type -> Optional.empty();
      case Datatype.Enumeration type -> Optional.empty();
      case Datatype.Sequence type -> Optional.empty();
      case Datatype.Reference type -> Optional.empty();
      case Datatype.Other type -> Optional.empty();
    };
  }

  /** Whether the bytes in the file are the bytes of cells of the dtype. */
  public boolean isPlain(DType wanted) {
    return !isSwapped && hasSizeOf(wanted);
  }

  /** Whether a cell of the file has the size of a cell of the dtype. */
  public boolean hasSizeOf(DType wanted) {
    return dtype.size() == wanted.size();
  }

  /** Whether cells can be read as the dtype: the same kind, and the same width of integers. */
  public boolean isReadableAs(DType wanted) {
    return dtype.kind() == wanted.kind()
        && (hasSizeOf(wanted) || CellConversion.isPossible(dtype, wanted));
  }

  private static Optional<StoredType> integer(Datatype.Integer type) {
    DType dtype =
        switch (type.size()) {
          case 1 -> type.isSigned() ? DType.INT8 : DType.UINT8;
          case 2 -> type.isSigned() ? DType.INT16 : DType.UINT16;
          case 4 -> type.isSigned() ? DType.INT32 : DType.UINT32;
          case 8 -> type.isSigned() ? DType.INT64 : DType.UINT64;
          default -> null;
        };
    boolean isSwapped = type.size() > 1 && type.order() == ByteOrder.BIG_ENDIAN;
    return Optional.ofNullable(dtype).map(found -> new StoredType(found, isSwapped));
  }

  private static Optional<StoredType> floating(Datatype.Floating type) {
    boolean isSwapped = type.order() == ByteOrder.BIG_ENDIAN;
    DType dtype = null;
    if (isIeee(type, 2, 5, 15)) {
      dtype = DType.FLOAT16;
    } else if (isIeee(type, 4, 8, 127)) {
      dtype = DType.FLOAT32;
    } else if (isIeee(type, 8, 11, 1023)) {
      dtype = DType.FLOAT64;
    } else if (isExtended(type)) {
      dtype = DType.LONGDOUBLE;
    }
    return Optional.ofNullable(dtype).map(found -> new StoredType(found, isSwapped));
  }

  private static boolean isIeee(Datatype.Floating type, int size, int exponentSize, int bias) {
    int mantissaSize = 8 * size - 1 - exponentSize;
    return type.size() == size
        && type.exponentSize() == exponentSize
        && type.mantissaSize() == mantissaSize
        && type.bias() == bias
        && type.form()
            .equals(
                new Datatype.FloatForm(
                    0, 8 * size, 8 * size - 1, mantissaSize, 0, IMPLIED_LEADING_BIT));
  }

  /** The 80 bits of the x87: a leading bit that is stored, in 16 bytes. */
  private static boolean isExtended(Datatype.Floating type) {
    return type.size() == 16
        && type.exponentSize() == 15
        && type.mantissaSize() == 64
        && type.bias() == 16383
        && type.form().equals(new Datatype.FloatForm(0, 80, 79, 64, 0, 0));
  }

  private static Optional<StoredType> complex(Datatype.Compound type) {
    List<Datatype.Member> members = type.members();
    if (members.size() != 2
        || !members.get(0).name().equals("r")
        || !members.get(1).name().equals("i")
        || !members.get(0).type().equals(members.get(1).type())
        || members.get(0).offset() != 0
        || members.get(1).offset() * 2 != type.size()
        || members.get(0).type().size() * 2 != type.size()) {
      return Optional.empty();
    }
    if (!(members.get(0).type() instanceof Datatype.Floating part)) {
      return Optional.empty();
    }
    return floating(part).flatMap(StoredType::complexOf);
  }

  private static Optional<StoredType> complexOf(StoredType part) {
    return switch (part.dtype()) {
      case FLOAT32 -> Optional.of(new StoredType(DType.COMPLEX64, part.isSwapped()));
      case FLOAT64 -> Optional.of(new StoredType(DType.COMPLEX128, part.isSwapped()));
      case LONGDOUBLE -> Optional.of(new StoredType(DType.CLONGDOUBLE, part.isSwapped()));
      case INT8,
          INT16,
          INT32,
          INT64,
          LONGLONG,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          ULONGLONG,
          FLOAT16,
          COMPLEX64,
          COMPLEX128,
          CLONGDOUBLE ->
          Optional.empty();
    };
  }
}
