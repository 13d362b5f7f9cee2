package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of groups and dimensions. */
final class GroupJson {
  private static final List<String> MEMBERS =
      List.of("name", "dimensions", "variables", "groups", "attrs");
  private static final List<String> TOP_MEMBERS =
      List.of("name", "dimensions", "variables", "groups", "attrs", "format_version");
  private static final long LONGEST = 1L << 53;

  private GroupJson() {}

  static GroupSchema parseTop(JsonCursor at) {
    at.requireObject("a schema with dimensions and variables");
    at.refuseUnknown(TOP_MEMBERS);
    DocumentParts.requireVersion(at);
    return parse(at, GroupSchema.TOP);
  }

  private static GroupSchema parse(JsonCursor at, String name) {
    GroupSchema group =
        new GroupSchema(
            name,
            DocumentParts.list(at, "dimensions", GroupJson::dimension),
            DocumentParts.list(at, "variables", VariableJson::parse),
            DocumentParts.list(at, "groups", GroupJson::below),
            DocumentParts.attributes(at, "attrs"));
    requireDifferent(at, "dimensions", group.dimensions().stream().map(DimensionSchema::name));
    List<String> names = new ArrayList<>();
    group.variables().forEach(variable -> names.add(variable.name()));
    group.groups().forEach(below -> names.add(below.name()));
    requireDifferent(at, "variables", names.stream());
    return group;
  }

  private static GroupSchema below(JsonCursor at) {
    at.requireObject("a group");
    at.refuseUnknown(MEMBERS);
    return parse(at, DocumentParts.name(at));
  }

  private static void requireDifferent(JsonCursor at, String member, Stream<String> names) {
    Set<String> known = new HashSet<>();
    names.forEach(name -> {
      if (!known.add(name)) {
        JsonCursor place = at.find(member).orElse(at);
        throw place.fault(
            place.subject() + " has the name \"" + name + "\" twice; choose another one.");
      }
    });
  }

  static DimensionSchema dimension(JsonCursor at) {
    at.requireObject("a dimension");
    at.refuseUnknown(List.of("name", "size", "chunks", "shards"));
    return new DimensionSchema(
        at.require("name", "text that is not blank").requireName(),
        length(at, "size"),
        length(at, "chunks"),
        length(at, "shards"));
  }

  private static OptionalLong length(JsonCursor at, String member) {
    return at.findGiven(member).stream().mapToLong(each -> each.requireLong(1, LONGEST)).findAny();
  }

  static ObjectNode write(GroupSchema group, String axis) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", group.name());
    putDimensions(node, "dimensions", group.dimensions());
    ArrayNode variables = node.putArray("variables");
    group.variables().forEach(variable -> variables.add(VariableJson.write(variable, axis)));
    ArrayNode groups = node.putArray("groups");
    group.groups().forEach(below -> groups.add(write(below, axis)));
    node.set("attrs", group.attributes());
    return node;
  }

  static void putDimensions(ObjectNode node, String member, List<DimensionSchema> all) {
    ArrayNode dimensions = node.putArray(member);
    for (DimensionSchema dimension : all) {
      ObjectNode each = dimensions.addObject().put("name", dimension.name());
      DocumentParts.putLength(each, "size", dimension.size());
      DocumentParts.putLength(each, "chunks", dimension.chunks());
      DocumentParts.putLength(each, "shards", dimension.shards());
    }
  }
}
