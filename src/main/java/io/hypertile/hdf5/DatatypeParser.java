package io.hypertile.hdf5;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Parses datatype messages, versions 1 to 3. Types that no array has come out by name only. */
final class DatatypeParser {
  private static final int MOST_NESTING = 4;
  private static final int MOST_MEMBERS = 64;
  private static final List<String> CLASSES =
      List.of(
          "integer",
          "float",
          "time",
          "string",
          "bit field",
          "opaque",
          "compound",
          "reference",
          "enumeration",
          "variable-length",
          "array");

  private DatatypeParser() {}

  static Datatype parse(Fields fields) {
    return parse(fields, 0);
  }

  private static Datatype parse(Fields fields, int depth) {
    if (depth > MOST_NESTING) {
      throw fields.corrupt("types nested more than " + MOST_NESTING + " deep");
    }
    int head = fields.u8();
    int flags = fields.u16() | fields.u8() << 16;
    long longSize = fields.u32();
    if (longSize == 0 || longSize > java.lang.Integer.MAX_VALUE) {
      throw fields.corrupt("a type of " + longSize + " bytes");
    }
    int size = (int) longSize;
    int version = head >> 4;
    int kind = head & 0xf;
    return switch (kind) {
      case 0 -> integer(fields, flags, size);
      case 1 -> floating(fields, flags, size);
      case 3 -> new Datatype.FixedText(size, padding(fields, flags & 0xf));
      case 6 -> compound(fields, version, flags & 0xffff, size, depth);
      case 7 ->
          (flags & 0xf) == 0 && size == 8
              ? new Datatype.Reference(size)
              : new Datatype.Other(size, "reference");
      case 8 -> enumeration(fields, version, flags & 0xffff, size, depth);
      case 9 ->
          (flags & 0xf) == 1
              ? new Datatype.VariableText(size)
              : new Datatype.Sequence(size, parse(fields, depth + 1));
      default -> new Datatype.Other(size, kind < CLASSES.size() ? CLASSES.get(kind) : "unknown");
    };
  }

  private static Datatype integer(Fields fields, int flags, int size) {
    int offset = fields.u16();
    int precision = fields.u16();
    if (offset != 0 || precision != 8 * size || size > 8) {
      return new Datatype.Other(size, "integer of " + precision + " bits in " + size + " bytes");
    }
    return new Datatype.Integer(size, order(flags & 1), (flags & 8) != 0);
  }

  private static Datatype floating(Fields fields, int flags, int size) {
    int bitOffset = fields.u16();
    int precision = fields.u16();
    int exponent = fields.u8();
    int exponentSize = fields.u8();
    int mantissa = fields.u8();
    int mantissaSize = fields.u8();
    long bias = fields.u32();
    if ((flags & 0x40) != 0) {
      return new Datatype.Other(size, "VAX-order float");
    }
    Datatype.FloatForm form =
        new Datatype.FloatForm(
            bitOffset, precision, flags >> 8 & 0xff, exponent, mantissa, flags >> 4 & 3);
    return new Datatype.Floating(size, order(flags & 1), exponentSize, mantissaSize, bias, form);
  }

  private static Datatype compound(
      Fields fields, int version, int memberCount, int size, int depth) {
    if (memberCount > MOST_MEMBERS) {
      return new Datatype.Other(size, "compound of " + memberCount + " members");
    }
    List<Datatype.Member> members = new ArrayList<>();
    for (int i = 0; i < memberCount; i++) {
      long start = fields.position();
      String name = fields.text();
      if (version < 3) {
        int used = (int) (fields.position() - start);
        fields.skip(-used & 7);
      }
      long offset = fields.unsigned(version < 3 ? 4 : offsetWidth(size));
      boolean isArray = false;
      if (version == 1) {
        isArray = fields.u8() != 0;
        fields.skip(3 + 4 + 4 + 16);
      }
      Datatype type = parse(fields, depth + 1);
      members.add(
          new Datatype.Member(
              name, offset, isArray ? new Datatype.Other(type.size(), "array") : type));
    }
    return new Datatype.Compound(size, List.copyOf(members));
  }

  private static Datatype enumeration(
      Fields fields, int version, int valueCount, int size, int depth) {
    Datatype base = parse(fields, depth + 1);
    if (!(base instanceof Datatype.Integer number) || number.size() != size) {
      throw fields.corrupt("an enumeration of " + base);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < valueCount; i++) {
      long start = fields.position();
      names.add(fields.text());
      if (version < 3) {
        int used = (int) (fields.position() - start);
        fields.skip(-used & 7);
      }
    }
    List<Datatype.Value> values = new ArrayList<>();
    for (String name : names) {
      values.add(new Datatype.Value(name, number(number, fields.bytes(size))));
    }
    return new Datatype.Enumeration(size, base, List.copyOf(values));
  }

  /** A whole number as it is stored. */
  static long number(Datatype.Integer type, byte[] bytes) {
    long value = 0;
    for (int i = 0; i < bytes.length; i++) {
      int at = type.order() == ByteOrder.BIG_ENDIAN ? i : bytes.length - 1 - i;
      value = value << 8 | bytes[at] & 0xff;
    }
    int unused = 64 - 8 * bytes.length;
    return type.isSigned() ? value << unused >> unused : value;
  }

  /** Bytes that hold every offset within a size: version 3 stores no more. */
  private static int offsetWidth(int size) {
    return (32 - java.lang.Integer.numberOfLeadingZeros(size) + 7) / 8;
  }

  private static ByteOrder order(int flag) {
    return flag == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static Datatype.Padding padding(Fields fields, int code) {
    return switch (code) {
      case 0 -> Datatype.Padding.NUL_TERMINATED;
      case 1 -> Datatype.Padding.NUL_PADDED;
      case 2 -> Datatype.Padding.SPACE_PADDED;
      default -> throw fields.corrupt("text padding " + code);
    };
  }

  /** The text in a fixed room, without its padding. */
  static byte[] unpad(byte[] room, Datatype.Padding padding) {
    int length = room.length;
    if (padding == Datatype.Padding.NUL_TERMINATED) {
      length = 0;
      while (length < room.length && room[length] != 0) {
        length++;
      }
    } else {
      byte filler = (byte) (padding == Datatype.Padding.NUL_PADDED ? 0 : ' ');
      while (length > 0 && room[length - 1] == filler) {
        length--;
      }
    }
    byte[] text = new byte[length];
    System.arraycopy(room, 0, text, 0, length);
    return text;
  }
}
