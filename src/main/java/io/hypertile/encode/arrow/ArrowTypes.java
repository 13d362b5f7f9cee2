package io.hypertile.encode.arrow;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;

/**
 * Types of cells as those of streams (Schema.fbs): texts are UTF-8, bytes of one length are fixed
 * size binary, points in time have no zone.
 */
final class ArrowTypes {
  static final byte TYPE_INT = 2;
  static final byte TYPE_FLOAT = 3;
  static final byte TYPE_TEXT = 5;
  static final byte TYPE_TRUTH = 6;
  static final byte TYPE_DATE = 8;
  static final byte TYPE_TIMESTAMP = 10;
  static final byte TYPE_FIXED_BYTES = 15;
  static final byte TYPE_FIXED_LIST = 16;
  static final byte TYPE_DURATION = 18;
  static final byte TYPE_LONG_TEXT = 20;
  private static final byte TYPE_BINARY = 4;

  /** The cell that stands for no time (NaT). */
  static final byte[] NAT = {0, 0, 0, 0, 0, 0, 0, Byte.MIN_VALUE};

  private ArrowTypes() {}

  /** Whether streams have cells of a type. */
  static boolean isTaken(CellType type) {
    boolean isLong = type instanceof CellType.FixedText || type.isAnyLength();
    return type.size() > 0 && (isLong || TableColumn.isTaken(type));
  }

  /** The number of the kind of a type; that of one of its parts where cells are complex. */
  static byte kind(CellType type) {
    return switch (type) {
      case DType dtype ->
          switch (dtype.kind()) {
            case SIGNED, UNSIGNED -> TYPE_INT;
            case FLOAT, COMPLEX -> TYPE_FLOAT;
          };
      case CellType.Truth ignored -> TYPE_TRUTH;
      case CellType.TimePoint ignored -> TYPE_TIMESTAMP;
      case CellType.TimeSpan ignored -> TYPE_DURATION;
      case CellType.FixedText ignored -> TYPE_TEXT;
      case CellType.Text ignored -> TYPE_TEXT;
      case CellType.AnyBytes ignored -> TYPE_BINARY;
      case CellType.FixedBytes ignored -> TYPE_FIXED_BYTES;
      case CellType.RawBytes ignored -> TYPE_FIXED_BYTES;
    };
  }

  /** Writes all else there is to tell of a type. */
  static int put(FlatBuilder builder, CellType type) {
    return switch (type) {
      case DType dtype -> number(builder, dtype);
      case CellType.TimePoint time -> {
        builder.table(2);
        builder.field(0, TableColumn.Times.of(time.unit()).orElseThrow().unit());
        yield builder.end();
      }
      case CellType.TimeSpan span -> {
        builder.table(1);
        builder.field(0, TableColumn.Times.of(span.unit()).orElseThrow().unit());
        yield builder.end();
      }
      case CellType.FixedBytes bytes -> length(builder, bytes.size());
      case CellType.RawBytes bytes -> length(builder, bytes.size());
      case CellType.Truth ignored -> nothing(builder);
      case CellType.FixedText ignored -> nothing(builder);
      case CellType.Text ignored -> nothing(builder);
      case CellType.AnyBytes ignored -> nothing(builder);
    };
  }

  private static int number(FlatBuilder builder, DType dtype) {
    int bits = dtype.componentSize() * Byte.SIZE;
    return switch (dtype.kind()) {
      case SIGNED -> whole(builder, bits, true);
      case UNSIGNED -> whole(builder, bits, false);
      case FLOAT, COMPLEX -> real(builder, (short) (bits == 16 ? 0 : bits == 32 ? 1 : 2));
    };
  }

  private static int length(FlatBuilder builder, int bytes) {
    builder.table(1);
    builder.field(0, bytes);
    return builder.end();
  }

  private static int nothing(FlatBuilder builder) {
    builder.table(0);
    return builder.end();
  }

  static int whole(FlatBuilder builder, int bits, boolean signed) {
    builder.table(2);
    builder.field(0, bits);
    builder.field(1, signed);
    return builder.end();
  }

  static int real(FlatBuilder builder, short precision) {
    builder.table(1);
    builder.field(0, precision);
    return builder.end();
  }
}
