package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.json.DefinitionJson;
import io.hypertile.json.JsonCursor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Definitions of the arrays of a batch. A definition that equals that of the last array of its
 * name, member for member, is not read again. For one thread.
 */
final class KnownDefinitions {
  private static final int MOST = 1_000;

  private final Map<String, Known> known = new HashMap<>();

  private record Known(JsonNode node, ArrayDefinition definition) {}

  /**
   * The definition of an array.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} or {@code invalid-name} with
   *     a {@code pointer}
   */
  ArrayDefinition parse(JsonCursor array) {
    JsonNode node = array.node();
    String name = node.path("name").asString("");
    Known before = known.get(name);
    if (before != null && isSame(before.node, node)) {
      return before.definition;
    }
    ArrayDefinition definition = DefinitionJson.parse(array);
    if (known.size() == MOST) {
      known.clear();
    }
    known.put(name, new Known(node, definition));
    return definition;
  }

  /** Whether nodes are equal and their members have the same order, which attributes keep. */
  private static boolean isSame(JsonNode one, JsonNode other) {
    if (!one.isContainer() || one.getClass() != other.getClass() || one.size() != other.size()) {
      return one.equals(other);
    }
    if (one.isArray()) {
      return isSame(one.iterator(), other.iterator());
    }
    Iterator<Map.Entry<String, JsonNode>> others = other.properties().iterator();
    for (Map.Entry<String, JsonNode> member : one.properties()) {
      Map.Entry<String, JsonNode> same = others.next();
      if (!member.getKey().equals(same.getKey()) || !isSame(member.getValue(), same.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Iterator<JsonNode> ones, Iterator<JsonNode> others) {
    while (ones.hasNext()) {
      if (!isSame(ones.next(), others.next())) {
        return false;
      }
    }
    return true;
  }
}
