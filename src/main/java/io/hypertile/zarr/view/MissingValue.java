package io.hypertile.zarr.view;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The attribute {@code _FillValue} in the form in which xarray reads it from arrays of format 3:
 * floats are base64 of a little-endian float64, whatever the type of the cells. xarray takes cells
 * of this value for missing ones, and whole numbers become floats for it, so only a fill value that
 * the schema names is one: the usual ones are NaN, which needs no attribute, and for whole numbers
 * values that would cost the others their exactness.
 */
public final class MissingValue {
  /** The name of the attribute. */
  public static final String NAME = "_FillValue";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private MissingValue() {}

  /** The attribute's value; empty if there is to be none. */
  public static Optional<JsonNode> of(FillValue fill) {
    boolean isUsual =
        fill.dtype() instanceof DType dtype && fill.equals(FillValue.defaultOf(dtype));
    return isUsual ? Optional.empty() : ofDeclared(fill);
  }

  /**
   * The attribute's value for a fill value that somebody declared, whichever it is; empty if xarray
   * needs none or knows none.
   */
  public static Optional<JsonNode> ofDeclared(FillValue fill) {
    // xarray has marks of its own for missing times, and none for texts and truth values.
    if (!(fill.dtype() instanceof DType dtype)) {
      return Optional.empty();
    }
    ByteBuffer cell = ByteBuffer.wrap(fill.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return switch (dtype) {
      case INT8 -> Optional.of(JSON.numberNode((int) cell.get()));
      case INT16 -> Optional.of(JSON.numberNode((int) cell.getShort()));
      case INT32 -> Optional.of(JSON.numberNode(cell.getInt()));
      case INT64, LONGLONG -> Optional.of(JSON.numberNode(cell.getLong()));
      case UINT8 -> Optional.of(JSON.numberNode(cell.get() & 0xff));
      case UINT16 -> Optional.of(JSON.numberNode(cell.getShort() & 0xffff));
      case UINT32 -> Optional.of(JSON.numberNode(cell.getInt() & 0xffff_ffffL));
      case UINT64, ULONGLONG ->
          Optional.of(JSON.numberNode(new BigInteger(Long.toUnsignedString(cell.getLong()))));
      case FLOAT16 -> real(Float.float16ToFloat(cell.getShort()));
      case FLOAT32 -> real(cell.getFloat());
      case FLOAT64 -> real(cell.getDouble());
      case COMPLEX64 -> complex(cell.getFloat(), cell.getFloat());
      case COMPLEX128 -> complex(cell.getDouble(), cell.getDouble());
      case LONGDOUBLE, CLONGDOUBLE -> Optional.empty();
    };
  }

  /**
   * The fill value that an attribute of a document of format 3 says; empty for one of another form,
   * or one that the type does not hold.
   */
  public static Optional<FillValue> parse(JsonNode value, DType type) {
    if (type.isInteger()) {
      return value.isIntegralNumber()
          ? FillValue.ofWhole(type, value.bigIntegerValue())
          : Optional.empty();
    }
    OptionalDouble real = value.isString() ? decoded(value.stringValue()) : OptionalDouble.empty();
    return real.isPresent() ? FillValue.ofReal(type, real.getAsDouble()) : Optional.empty();
  }

  private static OptionalDouble decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return bytes.length == Double.BYTES
          ? OptionalDouble.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble())
          : OptionalDouble.empty();
    } catch (IllegalArgumentException e) {
      return OptionalDouble.empty();
    }
  }

  private static Optional<JsonNode> real(double value) {
    return Double.isNaN(value) ? Optional.empty() : Optional.of(JSON.stringNode(base64(value)));
  }

  private static Optional<JsonNode> complex(double re, double im) {
    return Double.isNaN(re) || Double.isNaN(im)
        ? Optional.empty()
        : Optional.of(JSON.arrayNode().add(base64(re)).add(base64(im)));
  }

  private static String base64(double value) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return Base64.getEncoder().encodeToString(bytes.putDouble(value).array());
  }
}
