package io.hypertile.dataset.web;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.FigureCell.FigureValue;
import io.hypertile.dataset.FigureCell.Kind;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.json.StatisticsJson;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.dataset.query.MergedSchema;
import io.hypertile.dataset.query.ValueKind;
import io.hypertile.encode.table.RowWriter;
import io.hypertile.encode.table.ValueColumn;
import io.hypertile.encode.table.ValueColumn.Type;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Columns of the table of figures whose values have one type each: that to which the types of all
 * datasets merge, else texts as JSON has the values. For one thread.
 */
final class StatisticsTable {
  private final StatisticsColumns shown;
  private final List<ValueColumn> columns = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final FigureCell cell = new FigureCell();

  /** Columns of figures and attributes. */
  StatisticsTable(StatisticsColumns shown, MergedSchema schema) {
    this.shown = shown;
    add("dataset", Type.TEXT);
    add("row", Type.SIGNED);
    for (ArrayName array : shown.arrays()) {
      Type type = Optional.ofNullable(schema.arrays().get(array)).map(this::type).orElse(Type.TEXT);
      add(array.text() + ".present", Type.TRUTH);
      add(array.text() + ".row_count", Type.SIGNED);
      add(array.text() + ".null_count", Type.SIGNED);
      add(array.text() + ".min", type);
      add(array.text() + ".max", type);
    }
    for (String attribute : shown.attributes()) {
      add(
          attribute,
          Optional.ofNullable(schema.attributes().get(attribute))
              .map(StatisticsTable::type)
              .orElse(Type.TEXT));
    }
  }

  /** Adds a column, with underscores at the end until no other one has its name. */
  private void add(String wanted, Type type) {
    String name = wanted;
    while (!names.add(name)) {
      name += "_";
    }
    columns.add(new ValueColumn(name, type));
  }

  private Type type(MergedSchema.MergedArray array) {
    if (array.kinds().size() != 1) {
      return Type.TEXT;
    }
    if (array.kinds().contains(ValueKind.NUMBER) && array.mismatches() > 0) {
      return Type.REAL;
    }
    return switch (array.dtype()) {
      case DType number ->
          switch (number.kind()) {
            case SIGNED -> Type.SIGNED;
            case UNSIGNED -> Type.UNSIGNED;
            case FLOAT, COMPLEX -> Type.REAL;
          };
      case CellType.Truth ignored -> Type.TRUTH;
      case CellType.TimePoint ignored -> Type.TIME;
      case CellType.TimeSpan ignored -> Type.SIGNED;
      case CellType.Text ignored -> Type.TEXT;
      case CellType.FixedText ignored -> Type.TEXT;
      case CellType.FixedBytes ignored -> Type.TEXT;
      case CellType.RawBytes ignored -> Type.TEXT;
      case CellType.AnyBytes ignored -> Type.TEXT;
    };
  }

  private static Type type(MergedSchema.MergedAttribute attribute) {
    if (attribute.kinds().size() != 1) {
      return Type.TEXT;
    }
    return switch (attribute.kinds().iterator().next()) {
      case NUMBER -> {
        String type = attribute.type().orElse("float64");
        yield type.startsWith("uint")
            ? Type.UNSIGNED
            : type.startsWith("int") ? Type.SIGNED : Type.REAL;
      }
      case TIME -> Type.TIME;
      case TRUTH -> Type.TRUTH;
      case TEXT, OTHER -> Type.TEXT;
    };
  }

  /** The columns, in order. */
  List<ValueColumn> columns() {
    return columns;
  }

  /**
   * Writes the row of a dataset.
   *
   * @throws ServiceException {@code not-encodable} if a number is too large for its column
   */
  void write(DatasetFacts dataset, RowWriter out) throws IOException {
    out.putText(dataset.name().text());
    if (dataset.row() >= 0) {
      out.putNumber(dataset.row());
    } else {
      out.putNothing();
    }
    int column = 2;
    for (ArrayName array : shown.arrays()) {
      boolean isPresent = dataset.figures(array, cell);
      out.putNumber(isPresent ? 1 : 0);
      out.putNumber(cell.rowCount());
      out.putNumber(cell.nullCount());
      column += 3;
      write(cell.least(), columns.get(column++), out);
      write(cell.greatest(), columns.get(column++), out);
    }
    for (String attribute : shown.attributes()) {
      write(dataset.attribute(attribute), columns.get(column++), out);
    }
    out.endRow();
  }

  private void write(FigureValue value, ValueColumn column, RowWriter out) throws IOException {
    if (value.kind() == Kind.NONE) {
      out.putNothing();
    } else if (value.kind() == Kind.TEXT) {
      out.putText(value.text());
    } else if (column.type() == Type.TEXT) {
      out.putText(StatisticsJson.write(value.extreme()).asString());
    } else if (value.kind() == Kind.REAL) {
      out.putReal(Double.longBitsToDouble(value.bits()), cell.dtype().size());
    } else if (column.type() == Type.REAL) {
      out.putReal(real(value), Double.BYTES);
    } else {
      boolean isUnsigned = value.kind() == Kind.UNSIGNED;
      requireFit(isUnsigned && value.bits() < 0 && column.type() != Type.UNSIGNED, column);
      out.putNumber(value.bits());
    }
  }

  private static double real(FigureValue value) {
    boolean isLarge = value.kind() == Kind.UNSIGNED && value.bits() < 0;
    return isLarge
        ? new BigInteger(Long.toUnsignedString(value.bits())).doubleValue()
        : value.bits();
  }

  private static void requireFit(boolean isTooLarge, ValueColumn column) {
    if (isTooLarge) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "The column holds a number that has more than 63 bits beside negative ones; ask for"
              + " JSON.",
          Map.of("column", column.name()),
          null);
    }
  }

  private static void write(Optional<TypedValue> value, ValueColumn column, RowWriter out)
      throws IOException {
    switch (value.orElse(null)) {
      case null -> out.putNothing();
      case TypedValue.Text(String text) -> out.putText(text);
      case TypedValue given when column.type() == Type.TEXT -> {
        JsonNode node = TypedAttributesJson.writePlain(given);
        out.putText(node.isString() ? node.stringValue() : node.toString());
      }
      case TypedValue.Truth(boolean truth) -> out.putNumber(truth ? 1 : 0);
      case TypedValue.Time(long nanoseconds) -> out.putNumber(nanoseconds);
      case TypedValue.Real(DType type, double real) -> out.putReal(real, type.size());
      case TypedValue.Whole(DType ignored, BigInteger whole) when column.type() == Type.REAL ->
          out.putReal(whole.doubleValue(), Double.BYTES);
      case TypedValue.Whole(DType ignored, BigInteger whole) -> {
        requireFit(whole.bitLength() > 63 && column.type() != Type.UNSIGNED, column);
        out.putNumber(whole.longValue());
      }
      case TypedValue.Bytes ignored -> out.putNothing();
      case TypedValue.Items ignored -> out.putNothing();
      case TypedValue.Nested ignored -> out.putNothing();
    }
  }
}
