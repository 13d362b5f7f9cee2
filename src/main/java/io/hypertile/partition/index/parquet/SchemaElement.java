package io.hypertile.partition.index.parquet;

import io.hypertile.partition.index.parquet.ParquetFooter.FileColumn;
import java.util.Optional;

/** Reads what a footer says of a column. For one thread. */
final class SchemaElement {
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int OLD_MILLIS = 9;
  private static final int OLD_MICROS = 10;
  private static final int OLD_UINT32 = 13;
  private static final int OLD_UINT64 = 14;
  private static final int LOGICAL_TIME = 8;
  private static final int LOGICAL_INTEGER = 10;

  private final ThriftReader in;
  private long physical = -1;
  private long repetition;
  private long below;
  private String name = "";
  private Optional<ColumnType> time = Optional.empty();
  private boolean isUnsigned;

  SchemaElement(ThriftReader in) {
    this.in = in;
  }

  FileColumn read() throws ParquetFault {
    in.struct(this::field);
    if (below > 0 || repetition >= REPEATED || physical < 0) {
      throw new ParquetFault("the column " + name + " is nested; an index is a flat table");
    }
    PhysicalType stored =
        PhysicalType.byCode(physical)
            .orElseThrow(() -> new ParquetFault("a column has a type that there is not"));
    return new FileColumn(
        new Column(name, type(stored)), stored, isUnsigned, repetition == OPTIONAL);
  }

  private ColumnType type(PhysicalType stored) throws ParquetFault {
    return switch (stored) {
      case BOOLEAN -> ColumnType.TRUTH;
      case INT32 -> ColumnType.INT64;
      case INT64 -> time.orElse(isUnsigned ? ColumnType.UINT64 : ColumnType.INT64);
      case FLOAT, DOUBLE -> ColumnType.FLOAT64;
      case BYTE_ARRAY -> ColumnType.TEXT;
      case INT96, FIXED_LEN_BYTE_ARRAY ->
          throw new ParquetFault("the column " + name + " is of " + stored + ", which is not read");
    };
  }

  private void field(int number) throws ParquetFault {
    switch (number) {
      case 1 -> physical = in.number();
      case 3 -> repetition = in.number();
      case 4 -> name = in.text();
      case 5 -> below = in.number();
      case 6 -> converted(in.number());
      case 10 -> in.inner(this::logical);
      default -> {}
    }
  }

  private void converted(long code) {
    isUnsigned |= code == OLD_UINT32 || code == OLD_UINT64;
    if (code == OLD_MILLIS) {
      time = Optional.of(ColumnType.TIME_MILLIS);
    } else if (code == OLD_MICROS) {
      time = Optional.of(ColumnType.TIME_MICROS);
    }
  }

  private void logical(int number) throws ParquetFault {
    if (number == LOGICAL_TIME) {
      in.inner(part -> {
        if (part == 2) {
          in.inner(this::unit);
        }
      });
    } else if (number == LOGICAL_INTEGER) {
      in.inner(part -> {
        if (part == 2) {
          isUnsigned = !in.truth();
        }
      });
    }
  }

  private void unit(int number) {
    time =
        switch (number) {
          case 1 -> Optional.of(ColumnType.TIME_MILLIS);
          case 2 -> Optional.of(ColumnType.TIME_MICROS);
          case 3 -> Optional.of(ColumnType.TIME_NANOS);
          default -> Optional.empty();
        };
  }
}
