package io.hypertile.encode.netcdf;

import io.hypertile.encode.CoordinateColumn;
import io.hypertile.encode.coordinates.CfColumn;
import io.hypertile.encode.coordinates.CoordinateVariable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Coordinates as a variable: whole numbers in 32 bits where they fit, labels as rows of UTF-8 bytes
 * that are filled up with zeros. Immutable.
 */
final class NetcdfColumn {
  private static final int PIECE = 8192;

  private final CfColumn values;
  private final NetcdfType type;
  private final int length;

  NetcdfColumn(CoordinateVariable variable, Optional<String> measure) {
    this.values = new CfColumn(variable, measure);
    this.type =
        switch (variable.column().kind()) {
          case POSITIONS, TIMES, DATES -> fits() ? NetcdfType.INT : NetcdfType.INT64;
          case NUMBERS -> NetcdfType.DOUBLE;
          case TEXTS -> NetcdfType.CHAR;
        };
    this.length = type == NetcdfType.CHAR ? longest(variable) : 1;
  }

  private boolean fits() {
    for (long n = 0; n < values.variable().count(); n++) {
      if (values.whole(n) != (int) values.whole(n)) {
        return false;
      }
    }
    return true;
  }

  private static int longest(CoordinateVariable variable) {
    int longest = 1;
    for (long n = 0; n < variable.count(); n++) {
      byte[] text = variable.column().text(n).getBytes(StandardCharsets.UTF_8);
      longest = Math.max(longest, text.length);
    }
    return longest;
  }

  String name() {
    return values.variable().name();
  }

  /** Bytes of a label; empty for numbers. */
  Optional<Integer> labelLength() {
    return type == NetcdfType.CHAR ? Optional.of(length) : Optional.empty();
  }

  /**
   * The variable.
   *
   * @param labels number of the dimension along the bytes of a label; of no importance for numbers
   */
  NetcdfVariable variable(int labels) {
    List<Integer> dimensions = new ArrayList<>();
    values.variable().axis().ifPresent(dimensions::add);
    List<NetcdfAttribute> attributes = new ArrayList<>();
    values.attributes().forEach((name, text) -> attributes.add(NetcdfAttribute.text(name, text)));
    if (type == NetcdfType.CHAR) {
      dimensions.add(labels);
      attributes.add(NetcdfAttribute.text("_Encoding", "utf-8"));
    }
    long count = values.variable().count() * length;
    return new NetcdfVariable(name(), dimensions, attributes, type, count);
  }

  void write(OutputStream out) throws IOException {
    int bytes = type.size() * length;
    int each = Math.max(1, PIECE / bytes);
    long total = values.variable().count();
    for (long n = 0; n < total; n += each) {
      int count = (int) Math.min(each, total - n);
      out.write(piece(n, count, bytes));
    }
    out.write(new byte[(int) (-total * bytes & 3)]);
  }

  private byte[] piece(long first, int count, int bytes) {
    ByteBuffer piece = ByteBuffer.allocate(count * bytes).order(ByteOrder.BIG_ENDIAN);
    CoordinateColumn column = values.variable().column();
    for (int n = 0; n < count; n++) {
      piece.position(n * bytes);
      switch (type) {
        case INT -> piece.putInt((int) values.whole(first + n));
        case INT64 -> piece.putLong(values.whole(first + n));
        case DOUBLE -> piece.putDouble(column.number(first + n));
        case CHAR -> piece.put(column.text(first + n).getBytes(StandardCharsets.UTF_8));
        case BYTE, SHORT, FLOAT, UBYTE, USHORT, UINT, UINT64 ->
            throw new IllegalStateException("no coordinates are of type " + type);
      }
    }
    return piece.array();
  }
}
