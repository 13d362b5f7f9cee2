package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Values of attributes of classic files, big endian. */
final class ClassicValues {
  private ClassicValues() {}

  /** One value, a list of several or of none, or the text of characters. */
  static TypedValue of(ClassicType type, byte[] bytes) {
    if (type == ClassicType.CHAR) {
      return new TypedValue.Text(LenientText.of(bytes));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<TypedValue> values = new ArrayList<>();
    while (in.hasRemaining()) {
      values.add(next(type, in));
    }
    return values.size() == 1 ? values.getFirst() : new TypedValue.Items(values);
  }

  private static TypedValue next(ClassicType type, ByteBuffer in) {
    return switch (type) {
      case BYTE -> whole(DType.INT8, in.get());
      case SHORT -> whole(DType.INT16, in.getShort());
      case INT -> whole(DType.INT32, in.getInt());
      case INT64 -> whole(DType.INT64, in.getLong());
      case UBYTE -> whole(DType.UINT8, in.get() & 0xff);
      case USHORT -> whole(DType.UINT16, in.getShort() & 0xffff);
      case UINT -> whole(DType.UINT32, in.getInt() & 0xffffffffL);
      case UINT64 ->
          new TypedValue.Whole(DType.UINT64, new BigInteger(Long.toUnsignedString(in.getLong())));
      case FLOAT -> new TypedValue.Real(DType.FLOAT32, in.getFloat());
      case DOUBLE -> new TypedValue.Real(DType.FLOAT64, in.getDouble());
      case CHAR -> throw new IllegalArgumentException("characters are one text");
    };
  }

  private static TypedValue whole(DType type, long value) {
    return new TypedValue.Whole(type, BigInteger.valueOf(value));
  }
}
