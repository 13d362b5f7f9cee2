package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import io.hypertile.partition.Partitioning;
import io.hypertile.partition.Partitioning.ByDate;
import io.hypertile.partition.Partitioning.ByDate.Resolution;
import io.hypertile.partition.Partitioning.ByGroups;
import io.hypertile.partition.Partitioning.BySequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of partitionings (zcollection-rules.md 25, 32, 38, 41). */
final class PartitioningJson {
  private static final String DATE = "date";
  private static final String SEQUENCE = "sequence";
  private static final String GROUPS = "grouped-sequence";

  private PartitioningJson() {}

  static Partitioning parse(JsonCursor at) {
    at.requireObject("an object with the member name");
    JsonCursor name = at.require("name", "date, sequence or grouped-sequence");
    return switch (name.requireName()) {
      case DATE -> date(at);
      case SEQUENCE -> {
        at.refuseUnknown(List.of("name", "variables", "dimension"));
        yield new BySequence(variables(at), dimension(at));
      }
      case GROUPS -> groups(at);
      default -> throw name.wrong("date, sequence or grouped-sequence");
    };
  }

  private static ByDate date(JsonCursor at) {
    at.refuseUnknown(List.of("name", "variable", "resolution", "dimension"));
    String variable = at.require("variable", "the name of a variable of times").requireName();
    JsonCursor resolution = at.require("resolution", "one of Y, M, D, h, m, s");
    return new ByDate(
        variable,
        Resolution.byCode(resolution.requireName())
            .orElseThrow(() -> resolution.wrong("one of Y, M, D, h, m, s")),
        at.findGiven("dimension").map(JsonCursor::requireName).orElse(variable));
  }

  private static ByGroups groups(JsonCursor at) {
    at.refuseUnknown(List.of("name", "variables", "dimension", "size", "start"));
    long size = at.require("size", "an integer of 2 or more").requireLong(2, Long.MAX_VALUE);
    long start =
        at.findGiven("start")
            .map(each -> each.requireLong(Long.MIN_VALUE, Long.MAX_VALUE))
            .orElse(0L);
    return new ByGroups(variables(at), dimension(at), size, start);
  }

  private static String dimension(JsonCursor at) {
    return at.require("dimension", "the name of a dimension").requireName();
  }

  private static List<String> variables(JsonCursor at) {
    String accepted = "a list of at least one name of a variable";
    JsonCursor list = at.require("variables", accepted).requireList(accepted);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String name = list.item(i).requireName();
      if (name.contains("=") || name.contains("/")) {
        throw list.item(i).wrong("a name without = and /, since it stands in paths");
      }
      names.add(name);
    }
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw list.wrong(accepted + ", none twice");
    }
    return names;
  }

  static ObjectNode write(Partitioning partitioning) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (partitioning) {
      case ByDate date ->
          node.put("name", DATE)
              .put("variable", date.variable())
              .put("resolution", date.resolution().code())
              .put("dimension", date.dimension());
      case BySequence sequence -> {
        node.put("name", SEQUENCE).set("variables", names(sequence.variables()));
        node.put("dimension", sequence.dimension());
      }
      case ByGroups groups -> {
        node.put("name", GROUPS).set("variables", names(groups.variables()));
        node.put("dimension", groups.dimension())
            .put("size", groups.size())
            .put("start", groups.start());
      }
    }
    return node;
  }

  private static ArrayNode names(List<String> names) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    names.forEach(list::add);
    return list;
  }
}
