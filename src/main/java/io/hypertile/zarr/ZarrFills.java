package io.hypertile.zarr;

import io.hypertile.zarr.ZarrType.Basic;
import io.hypertile.zarr.ZarrType.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Fill values in documents, in every spelling that zarr-python reads. */
final class ZarrFills {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ZarrFills() {}

  /** The fill value that a member is. */
  static ZarrFill parse(Member member, ZarrType type) {
    return switch (type) {
      case ZarrType.Text text -> new ZarrFill.Text(member.text());
      case ZarrType.AnyBytes bytes -> new ZarrFill.AnyBytes(bytes(member));
      default -> {
        ByteBuffer cell =
            ByteBuffer.allocate(type.cellBytes().orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
        put(member, type, cell);
        yield new ZarrFill.Cell(cell.array());
      }
    };
  }

  private static void put(Member member, ZarrType type, ByteBuffer cell) {
    switch (type) {
      case Basic basic -> putBasic(member, basic, cell);
      case ZarrType.FixedText text -> putText(member, text.length(), cell);
      case ZarrType.FixedBytes bytes -> putBytes(member, bytes.length(), true, cell);
      case ZarrType.RawBytes bytes -> putBytes(member, bytes.length(), false, cell);
      case ZarrType.TimePoint time -> cell.putLong(time(member));
      case ZarrType.TimeSpan time -> cell.putLong(time(member));
      case ZarrType.Structured structured -> putFields(member, structured, cell);
      case ZarrType.Text text -> throw member.fault("a field has no fixed length");
      case ZarrType.AnyBytes bytes -> throw member.fault("a field has no fixed length");
    }
  }

  private static void putBasic(Member member, Basic type, ByteBuffer cell) {
    switch (type) {
      case BOOL -> {
        if (member.node().isIntegralNumber()) {
          cell.put((byte) member.whole(0, 1));
        } else if (member.node().isBoolean()) {
          cell.put((byte) (member.node().booleanValue() ? 1 : 0));
        } else {
          throw member.fault("it is no truth value");
        }
      }
      case INT8, INT16, INT32, INT64 -> putWhole(member, type, true, cell);
      case UINT8, UINT16, UINT32, UINT64 -> putWhole(member, type, false, cell);
      case FLOAT16 -> cell.putShort((short) FloatSpelling.bits(member, 2));
      case FLOAT32 -> cell.putInt((int) FloatSpelling.bits(member, 4));
      case FLOAT64 -> cell.putLong(FloatSpelling.bits(member, 8));
      case COMPLEX64 -> {
        for (Member part : parts(member)) {
          cell.putInt((int) FloatSpelling.bits(part, 4));
        }
      }
      case COMPLEX128 -> {
        for (Member part : parts(member)) {
          cell.putLong(FloatSpelling.bits(part, 8));
        }
      }
    }
  }

  private static List<Member> parts(Member member) {
    List<Member> parts = member.list();
    if (parts.size() != 2) {
      throw member.fault("it is not a real and an imaginary part");
    }
    return parts;
  }

  private static void putWhole(Member member, Basic type, boolean isSigned, ByteBuffer cell) {
    int size = type.cellBytes().getAsInt();
    BigInteger value = whole(member);
    BigInteger bound = BigInteger.ONE.shiftLeft(8 * size - (isSigned ? 1 : 0));
    BigInteger least = isSigned ? bound.negate() : BigInteger.ZERO;
    if (value.compareTo(least) < 0 || value.compareTo(bound) >= 0) {
      throw member.fault("it is out of the range of " + type.text());
    }
    long bits = value.longValue();
    for (int at = 0; at < size; at++) {
      cell.put((byte) (bits >> (8 * at)));
    }
  }

  /** A whole number, also one that is written as a float or as a text. */
  private static BigInteger whole(Member member) {
    JsonNode node = member.node();
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    if (node.isNumber()
        && node.doubleValue() == Math.rint(node.doubleValue())
        && !Double.isInfinite(node.doubleValue())) {
      return new BigDecimal(node.doubleValue()).toBigInteger();
    }
    if (node.isString() && node.stringValue().matches("[+-]?\\d{1,30}")) {
      return new BigInteger(node.stringValue());
    }
    throw member.fault("it is no whole number");
  }

  private static long time(Member member) {
    if (member.node().isString() && member.text().equals("NaT")) {
      return Long.MIN_VALUE;
    }
    return member.whole(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static void putText(Member member, int length, ByteBuffer cell) {
    int[] characters = member.text().codePoints().toArray();
    if (characters.length > length / 4) {
      throw member.fault("it has more characters than a cell");
    }
    for (int at = 0; at < length / 4; at++) {
      cell.putInt(at < characters.length ? characters[at] : 0);
    }
  }

  private static void putBytes(Member member, int length, boolean isPadded, ByteBuffer cell) {
    byte[] bytes = bytes(member);
    if (isPadded ? bytes.length > length : bytes.length != length) {
      throw member.fault("it has not the " + length + " bytes of a cell");
    }
    cell.put(Arrays.copyOf(bytes, length));
  }

  /** Bytes in base64, or as a list of their values. */
  private static byte[] bytes(Member member) {
    if (member.node().isArray()) {
      List<Member> values = member.list();
      byte[] bytes = new byte[values.size()];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) values.get(at).whole(0, 255);
      }
      return bytes;
    }
    try {
      return Base64.getDecoder().decode(member.text());
    } catch (IllegalArgumentException e) {
      throw member.fault("it is no base64", e);
    }
  }

  private static void putFields(Member member, ZarrType.Structured type, ByteBuffer cell) {
    if (!member.node().isObject()) {
      putBytes(member, type.cellBytes().getAsInt(), false, cell);
      return;
    }
    for (Field field : type.fields()) {
      put(member.get(field.name()), field.type(), cell);
    }
  }

  /** The fill value as zarr-python writes it. */
  static JsonNode json(ZarrFill fill, ZarrType type) {
    return switch (fill) {
      case ZarrFill.Text text -> JSON.stringNode(text.text());
      case ZarrFill.AnyBytes any -> base64(any.bytes());
      case ZarrFill.Cell cell ->
          json(ByteBuffer.wrap(cell.bytes()).order(ByteOrder.LITTLE_ENDIAN), type);
    };
  }

  private static JsonNode json(ByteBuffer cell, ZarrType type) {
    return switch (type) {
      case Basic basic -> json(cell, basic);
      case ZarrType.TimePoint time -> JSON.numberNode(cell.getLong(0));
      case ZarrType.TimeSpan time -> JSON.numberNode(cell.getLong(0));
      case ZarrType.FixedText text -> {
        String padded = new String(cell.array(), java.nio.charset.Charset.forName("UTF-32LE"));
        yield JSON.stringNode(padded.replaceAll("\0+$", ""));
      }
      case ZarrType.FixedBytes bytes -> {
        int length = cell.capacity();
        while (length > 0 && cell.get(length - 1) == 0) {
          length--;
        }
        yield base64(Arrays.copyOf(cell.array(), length));
      }
      default -> base64(cell.array());
    };
  }

  private static JsonNode json(ByteBuffer cell, Basic type) {
    return switch (type) {
      case BOOL -> JSON.booleanNode(cell.get(0) != 0);
      case INT8 -> JSON.numberNode((int) cell.get(0));
      case INT16 -> JSON.numberNode((int) cell.getShort(0));
      case INT32 -> JSON.numberNode(cell.getInt(0));
      case INT64 -> JSON.numberNode(cell.getLong(0));
      case UINT8 -> JSON.numberNode(cell.get(0) & 0xff);
      case UINT16 -> JSON.numberNode(cell.getShort(0) & 0xffff);
      case UINT32 -> JSON.numberNode(cell.getInt(0) & 0xffff_ffffL);
      case UINT64 -> JSON.numberNode(new BigInteger(Long.toUnsignedString(cell.getLong(0))));
      case FLOAT16 -> FloatSpelling.json(cell.getShort(0) & 0xffffL, 2);
      case FLOAT32 -> FloatSpelling.json(cell.getInt(0) & 0xffff_ffffL, 4);
      case FLOAT64 -> FloatSpelling.json(cell.getLong(0), 8);
      case COMPLEX64 ->
          JSON.arrayNode()
              .add(FloatSpelling.json(cell.getInt(0) & 0xffff_ffffL, 4))
              .add(FloatSpelling.json(cell.getInt(4) & 0xffff_ffffL, 4));
      case COMPLEX128 ->
          JSON.arrayNode()
              .add(FloatSpelling.json(cell.getLong(0), 8))
              .add(FloatSpelling.json(cell.getLong(8), 8));
    };
  }

  private static JsonNode base64(byte[] bytes) {
    return JSON.stringNode(
        new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII));
  }
}
