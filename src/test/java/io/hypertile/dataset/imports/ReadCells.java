package io.hypertile.dataset.imports;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cells of a source as Java's values, read in pieces of random length. */
public final class ReadCells {
  private ReadCells() {}

  /** All bytes. */
  public static byte[] bytes(CellSource cells, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (cells) {
      while (true) {
        ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(200));
        int count = cells.read(target);
        if (count < 0) {
          return out.toByteArray();
        }
        if (count == 0 || count != target.position()) {
          throw new IllegalStateException(count + " bytes are told, and " + target.position());
        }
        out.write(target.array(), 0, count);
      }
    }
  }

  /** All cells: numbers, truth values and texts. */
  public static List<Object> values(CellType type, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>();
    while (in.hasRemaining()) {
      values.add(value(type, in));
    }
    return values;
  }

  private static Object value(CellType type, ByteBuffer in) {
    return switch (type) {
      case DType dtype -> number(dtype, in);
      case CellType.Truth truth -> in.get() != 0;
      case CellType.TimePoint time -> in.getLong();
      case CellType.Text text -> {
        byte[] one = new byte[in.getInt()];
        in.get(one);
        yield new String(one, StandardCharsets.UTF_8);
      }
      default -> throw new IllegalArgumentException(type.numpyName());
    };
  }

  private static Object number(DType type, ByteBuffer in) {
    return switch (type) {
      case INT8 -> (long) in.get();
      case UINT8 -> in.get() & 0xffL;
      case INT16 -> (long) in.getShort();
      case UINT16 -> in.getShort() & 0xffffL;
      case INT32 -> (long) in.getInt();
      case UINT32 -> in.getInt() & 0xffffffffL;
      case INT64 -> in.getLong();
      case UINT64 -> new java.math.BigInteger(Long.toUnsignedString(in.getLong()));
      case FLOAT16 -> (double) Float.float16ToFloat(in.getShort());
      case FLOAT32 -> (double) in.getFloat();
      case FLOAT64 -> in.getDouble();
      default -> throw new IllegalArgumentException(type.numpyName());
    };
  }
}
