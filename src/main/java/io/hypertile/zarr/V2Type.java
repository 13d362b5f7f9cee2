package io.hypertile.zarr;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.zarr.ZarrType.Basic;
import io.hypertile.zarr.ZarrType.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type of cells as format 2 names it, in NumPy's words.
 *
 * @param order order of the bytes in stored cells; empty where it means nothing
 */
record V2Type(ZarrType type, Optional<Order> order) {
  private static final Pattern TEXT =
      Pattern.compile("([<>|=])([biufcSUVmMO])(\\d{0,9})(?:\\[(\\d{0,9})([a-zA-Zμ]{1,7})\\])?");

  /** Orders of bytes. */
  enum Order {
    LITTLE,
    BIG;

    /** The name in documents of format 3. */
    String text() {
      return this == LITTLE ? "little" : "big";
    }
  }

  /**
   * The type that a member names.
   *
   * @param cellsCodec name of the filter that turns cells of any length into bytes; empty if the
   *     array has none
   */
  static V2Type parse(Member member, Optional<String> cellsCodec) {
    if (member.node().isArray()) {
      return structured(member);
    }
    Matcher matcher = TEXT.matcher(member.text());
    if (!matcher.matches()) {
      throw member.fault("it is no type of NumPy");
    }
    if (matcher.group(2).equals("O")) {
      return ofAnyLength(member, cellsCodec);
    }
    Optional<Order> order =
        switch (matcher.group(1)) {
          case "<" -> Optional.of(Order.LITTLE);
          case ">" -> Optional.of(Order.BIG);
          case "|" -> Optional.empty();
          default -> throw member.unsupported("an order of bytes that depends on the machine");
        };
    V2Type type = new V2Type(simple(member, matcher), order);
    if (order.isEmpty() && needsOrder(type.type)) {
      throw member.fault("it names no order of bytes");
    }
    return type;
  }

  private static boolean needsOrder(ZarrType type) {
    return switch (type) {
      case Basic basic -> basic.cellBytes().getAsInt() > 1;
      case ZarrType.FixedText text -> true;
      case ZarrType.TimePoint time -> true;
      case ZarrType.TimeSpan time -> true;
      default -> false;
    };
  }

  private static ZarrType simple(Member member, Matcher matcher) {
    String kind = matcher.group(2);
    int size = matcher.group(3).isEmpty() ? 0 : Integer.parseInt(matcher.group(3));
    return switch (kind) {
      case "S" -> new ZarrType.FixedBytes(sized(member, size));
      case "V" -> new ZarrType.RawBytes(sized(member, size));
      case "U" -> new ZarrType.FixedText(Math.multiplyExact(4, sized(member, size)));
      case "M" -> new ZarrType.TimePoint(unit(member, matcher), steps(member, matcher));
      case "m" -> new ZarrType.TimeSpan(unit(member, matcher), steps(member, matcher));
      default -> basic(member, kind, size);
    };
  }

  private static int sized(Member member, int size) {
    if (size < 1 || size > ZarrTypes.MAX_CELL / 4) {
      throw member.fault("its cells have no bytes, or more than a quarter of a GiB");
    }
    return size;
  }

  private static Basic basic(Member member, String kind, int size) {
    String family =
        switch (kind) {
          case "b" -> "bool";
          case "i" -> "int";
          case "u" -> "uint";
          case "f" -> "float";
          default -> "complex";
        };
    String name = kind.equals("b") ? family : family + 8 * size;
    for (Basic basic : Basic.values()) {
      if (basic.text().equals(name) && basic.cellBytes().getAsInt() == size) {
        return basic;
      }
    }
    throw member.unsupported("the data type \"" + kind + size + "\"");
  }

  private static CellTimeUnit unit(Member member, Matcher matcher) {
    if (!matcher.group(3).equals("8")) {
      throw member.fault("times have 8 bytes");
    }
    String name = matcher.group(5);
    return name == null
        ? CellTimeUnit.GENERIC
        : CellTimeUnit.of(name).orElseThrow(() -> member.fault("it is no unit of time"));
  }

  private static int steps(Member member, Matcher matcher) {
    String digits = matcher.group(4);
    int steps = digits == null || digits.isEmpty() ? 1 : Integer.parseInt(digits);
    if (steps < 1) {
      throw member.fault("its steps have no length");
    }
    return steps;
  }

  private static V2Type ofAnyLength(Member member, Optional<String> codec) {
    return switch (codec.orElse("")) {
      case "vlen-utf8" -> new V2Type(new ZarrType.Text(), Optional.empty());
      case "vlen-bytes" -> new V2Type(new ZarrType.AnyBytes(), Optional.empty());
      default -> throw member.unsupported("objects of Python that are neither texts nor bytes");
    };
  }

  private static V2Type structured(Member member) {
    List<Field> fields = new ArrayList<>();
    long size = 0;
    for (Member field : member.list()) {
      List<Member> pair = field.list();
      if (pair.size() != 2) {
        throw field.unsupported("fields that are arrays");
      }
      V2Type type = parse(pair.getLast(), Optional.empty());
      if (type.order.equals(Optional.of(Order.BIG)) || type.type instanceof ZarrType.Structured) {
        throw field.unsupported("nested or big-endian fields");
      }
      size += type.type.cellBytes().orElseThrow();
      fields.add(new Field(pair.getFirst().text(), type.type));
    }
    if (fields.isEmpty() || size > ZarrTypes.MAX_CELL) {
      throw member.fault("it has no fields, or cells longer than 1 GiB");
    }
    return new V2Type(new ZarrType.Structured(fields), Optional.empty());
  }

  /** The fill value that a member is. Variable texts and bytes were written as 0 before. */
  static ZarrFill fill(Member member, V2Type type) {
    boolean isZero =
        member.node().isIntegralNumber() && member.node().bigIntegerValue().signum() == 0;
    return switch (type.type) {
      case ZarrType.Text text when isZero -> new ZarrFill.Text("");
      case ZarrType.AnyBytes bytes when isZero -> new ZarrFill.AnyBytes(new byte[0]);
      case ZarrType.FixedText text when isZero -> new ZarrFill.Cell(new byte[text.length()]);
      case ZarrType.FixedBytes bytes when isZero -> new ZarrFill.Cell(new byte[bytes.length()]);
      case ZarrType.RawBytes bytes when isZero -> new ZarrFill.Cell(new byte[bytes.length()]);
      case ZarrType.Structured structured when isZero ->
          new ZarrFill.Cell(new byte[structured.cellBytes().getAsInt()]);
      case Basic basic when isComplex(basic) && member.node().isNumber() -> {
        byte[] cell = new byte[basic.cellBytes().getAsInt()];
        ZarrType part = basic == Basic.COMPLEX64 ? Basic.FLOAT32 : Basic.FLOAT64;
        byte[] real = ((ZarrFill.Cell) ZarrFills.parse(member, part)).bytes();
        System.arraycopy(real, 0, cell, 0, real.length);
        yield new ZarrFill.Cell(cell);
      }
      default -> ZarrFills.parse(member, type.type);
    };
  }

  private static boolean isComplex(Basic basic) {
    return basic == Basic.COMPLEX64 || basic == Basic.COMPLEX128;
  }
}
