package io.hypertile.dataset.export;

import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.encode.netcdf.NetcdfAttribute;
import io.hypertile.encode.netcdf.NetcdfNames;
import io.hypertile.encode.netcdf.NetcdfType;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.text.Quoting;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Attributes with their types as those of a file: numbers and lists of numbers of one type as such,
 * truth values as bytes of 0 and 1, bytes as unsigned ones, times and all else as texts.
 */
final class NetcdfAttributes {
  private NetcdfAttributes() {}

  /**
   * Adds attributes to those of a file or a variable.
   *
   * @param but names that are left out, since the file says itself what they would
   * @throws ServiceException {@code not-encodable} if files have no attributes of such a name
   */
  static void add(TypedAttributes attributes, Set<String> but, List<NetcdfAttribute> all) {
    for (Map.Entry<String, TypedValue> attribute : attributes.values().entrySet()) {
      String name = attribute.getKey();
      if (!NetcdfNames.isValid(name)) {
        throw new ServiceException(
            ErrorCode.NOT_ENCODABLE,
            "NetCDF has no attributes of such a name as "
                + Quoting.quoted(name)
                + "; ask for format=npz.",
            Map.of("attribute", Quoting.shortened(name, 100)),
            null);
      }
      if (!but.contains(name)) {
        all.add(of(name, attribute.getValue()));
      }
    }
  }

  private static NetcdfAttribute of(String name, TypedValue value) {
    return switch (value) {
      case TypedValue.Items items -> items(name, items);
      case TypedValue.Text text -> NetcdfAttribute.text(name, text.value());
      case TypedValue.Time time -> NetcdfAttribute.text(name, text(time));
      case TypedValue.Nested nested -> NetcdfAttribute.text(name, nested.json());
      case TypedValue.Bytes bytes -> {
        byte[] decoded = Base64.getDecoder().decode(bytes.base64());
        yield new NetcdfAttribute(name, NetcdfType.UBYTE, decoded.length, decoded);
      }
      case TypedValue.Truth truth -> numbers(name, NetcdfType.BYTE, List.of(truth));
      case TypedValue.Whole whole -> numbers(name, type(whole.type()), List.of(whole));
      case TypedValue.Real real -> numbers(name, type(real.type()), List.of(real));
    };
  }

  private static String text(TypedValue.Time time) {
    long second = Math.floorDiv(time.nanoseconds(), 1_000_000_000L);
    return Instant.ofEpochSecond(second, Math.floorMod(time.nanoseconds(), 1_000_000_000L))
        .toString();
  }

  private static NetcdfType type(DType dtype) {
    return NetcdfType.of(dtype).orElseThrow();
  }

  private static NetcdfAttribute items(String name, TypedValue.Items items) {
    Optional<NetcdfType> type = items.values().stream().findFirst().flatMap(NetcdfAttributes::type);
    if (type.isPresent()) {
      return numbers(name, type.get(), items.values());
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (TypedValue value : items.values()) {
      switch (value) {
        case TypedValue.Text text -> list.add(text.value());
        case TypedValue.Time time -> list.add(text(time));
        case TypedValue.Bytes bytes -> list.add(bytes.base64());
        default -> list.add(value.toString());
      }
    }
    return NetcdfAttribute.text(name, list.toString());
  }

  /** The type of a number; empty for what is none. */
  private static Optional<NetcdfType> type(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth truth -> Optional.of(NetcdfType.BYTE);
      case TypedValue.Whole whole -> NetcdfType.of(whole.type());
      case TypedValue.Real real -> NetcdfType.of(real.type());
      default -> Optional.empty();
    };
  }

  private static NetcdfAttribute numbers(String name, NetcdfType type, List<TypedValue> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * type.size());
    for (TypedValue value : values) {
      long whole =
          switch (value) {
            case TypedValue.Truth truth -> truth.value() ? 1 : 0;
            case TypedValue.Whole number -> number.value().longValue();
            case TypedValue.Real number ->
                type == NetcdfType.FLOAT
                    ? Float.floatToRawIntBits((float) number.value())
                    : Double.doubleToRawLongBits(number.value());
            default -> throw new IllegalStateException("no number: " + value);
          };
      switch (type.size()) {
        case Byte.BYTES -> bytes.put((byte) whole);
        case Short.BYTES -> bytes.putShort((short) whole);
        case Integer.BYTES -> bytes.putInt((int) whole);
        default -> bytes.putLong(whole);
      }
    }
    return new NetcdfAttribute(name, type, values.size(), bytes.array());
  }
}
