package io.hypertile.partition.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Variables of a schema that are named by paths, such as {@code data_01/ku/power}. */
public final class PathNames {
  private static final String NAME = "name";
  private static final String VARIABLES = "variables";
  private static final String GROUPS = "groups";

  private PathNames() {}

  /** The path that a client gives, without a slash before it (zcollection-rules.md 69). */
  public static String plain(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /**
   * Puts each variable at the top that is named by a path into the group of the path, and makes the
   * groups between that are not there (zcollection-rules.md 6). What is no such variable stays as
   * it is, to be refused when the document is read.
   *
   * @param schema document of a schema, which is changed
   */
  static void settle(JsonNode schema) {
    if (!(schema.path(VARIABLES) instanceof ArrayNode variables)) {
      return;
    }
    for (int n = 0; n < variables.size(); n++) {
      if (!(variables.get(n) instanceof ObjectNode variable)) {
        continue;
      }
      List<String> path = path(variable);
      Optional<ObjectNode> group =
          path.isEmpty()
              ? Optional.empty()
              : group((ObjectNode) schema, path.subList(0, path.size() - 1));
      if (group.isPresent()) {
        variable.put(NAME, path.getLast());
      }
      if (group.isPresent() && path.size() > 1) {
        variables.remove(n--);
        ((ArrayNode) group.get().get(VARIABLES)).add(variable);
      }
    }
  }

  /** Names of groups and variable; none for a name that is no path. */
  private static List<String> path(ObjectNode variable) {
    String text = variable.path(NAME).isString() ? variable.path(NAME).stringValue() : "";
    List<String> names = Arrays.asList(plain(text).split("/", -1));
    return names.stream().anyMatch(String::isBlank) ? List.of() : names;
  }

  /** The group of a path below another; empty if the document has something else there. */
  private static Optional<ObjectNode> group(ObjectNode above, List<String> path) {
    ObjectNode group = above;
    for (String name : path) {
      Optional<ObjectNode> below = below(group, name);
      if (below.isEmpty()) {
        return Optional.empty();
      }
      group = below.get();
    }
    return group.path(VARIABLES).isArray() ? Optional.of(group) : Optional.empty();
  }

  private static Optional<ObjectNode> below(ObjectNode above, String name) {
    if (!above.hasNonNull(GROUPS)) {
      above.putArray(GROUPS);
    }
    if (!(above.get(GROUPS) instanceof ArrayNode groups)) {
      return Optional.empty();
    }
    for (JsonNode each : groups) {
      if (each instanceof ObjectNode group && name.equals(group.path(NAME).asString(""))) {
        if (!group.hasNonNull(VARIABLES)) {
          group.putArray(VARIABLES);
        }
        return Optional.of(group);
      }
    }
    ObjectNode made = groups.addObject().put(NAME, name);
    made.putArray(VARIABLES);
    return Optional.of(made);
  }
}
