package io.hypertile.zarr;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.zarr.ZarrType.Basic;
import io.hypertile.zarr.ZarrType.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Types of cells as documents of format 3 write them. */
final class ZarrTypes {
  /** Longest cell of a fixed length in bytes. */
  static final int MAX_CELL = 1 << 30;

  private static final Pattern RAW = Pattern.compile("r(\\d{1,9})");
  private static final int MOST_FIELDS = 10_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ZarrTypes() {}

  /** The type that a member names. */
  static ZarrType parse(Member member) {
    return parse(member, 0);
  }

  private static ZarrType parse(Member member, int depth) {
    if (member.node().isString()) {
      return named(member);
    }
    String name = member.get("name").text();
    return switch (name) {
      case "fixed_length_utf32" -> {
        int length = length(member);
        if (length % 4 != 0) {
          throw member.fault("its cells are not of whole characters of 4 bytes");
        }
        yield new ZarrType.FixedText(length);
      }
      case "null_terminated_bytes" -> new ZarrType.FixedBytes(length(member));
      case "raw_bytes" -> new ZarrType.RawBytes(length(member));
      case "numpy.datetime64" -> new ZarrType.TimePoint(unit(member), steps(member));
      case "numpy.timedelta64" -> new ZarrType.TimeSpan(unit(member), steps(member));
      case "structured", "struct" -> structured(member, depth);
      default -> {
        if (member.find("configuration").filter(c -> !c.object().isEmpty()).isPresent()) {
          throw member.unsupported("the data type \"" + shown(name) + "\"");
        }
        yield named(member.get("name"));
      }
    };
  }

  private static ZarrType named(Member member) {
    String name = member.text();
    for (Basic basic : Basic.values()) {
      if (basic.text().equals(name)) {
        return basic;
      }
    }
    if (name.equals("string")) {
      return new ZarrType.Text();
    }
    if (name.equals("variable_length_bytes") || name.equals("bytes")) {
      return new ZarrType.AnyBytes();
    }
    Matcher raw = RAW.matcher(name);
    if (raw.matches()) {
      int bits = Integer.parseInt(raw.group(1));
      if (bits < 8 || bits % 8 != 0) {
        throw member.fault("its cells are not of whole bytes");
      }
      return new ZarrType.RawBytes(bits / 8);
    }
    throw member.unsupported("the data type \"" + shown(name) + "\"");
  }

  private static ZarrType structured(Member member, int depth) {
    if (depth >= 4) {
      throw member.fault("its fields are nested too deep");
    }
    List<Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Member> listed = member.get("configuration").get("fields").list();
    if (listed.isEmpty() || listed.size() > MOST_FIELDS) {
      throw member.fault("it has not 1 to " + MOST_FIELDS + " fields");
    }
    long size = 0;
    for (Member field : listed) {
      List<Member> pair = field.list();
      if (pair.size() != 2) {
        throw field.fault("it is not a name with a type");
      }
      String name = pair.getFirst().text();
      ZarrType type = parse(pair.getLast(), depth + 1);
      if (!names.add(name) || type.cellBytes().isEmpty()) {
        throw field.fault("its name is taken, or its cells differ in length");
      }
      size += type.cellBytes().getAsInt();
      fields.add(new Field(name, type));
    }
    if (size > MAX_CELL) {
      throw member.fault("its cells are longer than 1 GiB");
    }
    return new ZarrType.Structured(fields);
  }

  private static int length(Member member) {
    return (int) member.get("configuration").get("length_bytes").whole(1, MAX_CELL);
  }

  private static CellTimeUnit unit(Member member) {
    Member unit = member.get("configuration").get("unit");
    return CellTimeUnit.of(unit.text()).orElseThrow(() -> unit.fault("it is no unit of time"));
  }

  private static int steps(Member member) {
    return (int) member.get("configuration").get("scale_factor").whole(1, Integer.MAX_VALUE);
  }

  private static String shown(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "…";
  }

  /** The type as zarr-python writes it. */
  static JsonNode json(ZarrType type) {
    return switch (type) {
      case Basic basic -> JSON.stringNode(basic.text());
      case ZarrType.Text text -> JSON.stringNode("string");
      case ZarrType.AnyBytes bytes -> JSON.stringNode("variable_length_bytes");
      case ZarrType.FixedText text -> ofLength("fixed_length_utf32", text.length());
      case ZarrType.FixedBytes bytes -> ofLength("null_terminated_bytes", bytes.length());
      case ZarrType.RawBytes bytes -> ofLength("raw_bytes", bytes.length());
      case ZarrType.TimePoint time -> ofTime("numpy.datetime64", time.unit(), time.steps());
      case ZarrType.TimeSpan time -> ofTime("numpy.timedelta64", time.unit(), time.steps());
      case ZarrType.Structured structured -> {
        ObjectNode object = JSON.objectNode().put("name", "structured");
        ArrayNode fields = object.putObject("configuration").putArray("fields");
        for (Field field : structured.fields()) {
          fields.addArray().add(field.name()).add(json(field.type()));
        }
        yield object;
      }
    };
  }

  private static JsonNode ofLength(String name, int length) {
    ObjectNode object = JSON.objectNode().put("name", name);
    object.putObject("configuration").put("length_bytes", length);
    return object;
  }

  private static JsonNode ofTime(String name, CellTimeUnit unit, int steps) {
    ObjectNode object = JSON.objectNode().put("name", name);
    object.putObject("configuration").put("unit", unit.text()).put("scale_factor", steps);
    return object;
  }
}
