package io.hypertile.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Simplifies the schemas of a document for generators of code.
 *
 * <ul>
 *   <li>A schema that is one of several named ones, of which a parameter decides, is the first of
 *       them.
 *   <li>A schema of values of several types is that of any value.
 *   <li>What nothing refers to is left out.
 * </ul>
 */
final class SdkSchemas {
  private static final String COMPONENTS = "#/components/";
  private static final String SCHEMAS = COMPONENTS + "schemas/";

  private SdkSchemas() {}

  static void simplify(ObjectNode document) {
    ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
    Map<String, String> chosen = new TreeMap<>();
    schemas
        .properties()
        .forEach(schema -> {
          if (schema.getValue().get("anyOf") instanceof ArrayNode choices) {
            if (areNamed(choices)) {
              chosen.put(SCHEMAS + schema.getKey(), choices.get(0).get("$ref").asText());
            } else {
              ((ObjectNode) schema.getValue()).retain("description");
            }
          }
        });
    refer(document, chosen);
    removeUnused(document);
  }

  private static boolean areNamed(ArrayNode choices) {
    for (JsonNode choice : choices) {
      if (!choice.has("$ref")) {
        return false;
      }
    }
    return true;
  }

  private static void refer(JsonNode node, Map<String, String> chosen) {
    if (node instanceof ObjectNode object && object.has("$ref")) {
      String target = object.get("$ref").asText();
      object.put("$ref", chosen.getOrDefault(target, target));
    }
    node.forEach(part -> refer(part, chosen));
  }

  private static Set<String> references(JsonNode node) {
    Set<String> found = new HashSet<>();
    node.findValuesAsText("$ref").forEach(found::add);
    return found;
  }

  /** Leaves out components until the rest is referred to. */
  private static void removeUnused(ObjectNode document) {
    ObjectNode components = (ObjectNode) document.get("components");
    boolean changed = true;
    while (changed) {
      changed = false;
      Set<String> used = references(document);
      for (String kind : List.of("examples", "headers", "parameters", "schemas")) {
        if (components.get(kind) instanceof ObjectNode parts) {
          Set<String> unused = new LinkedHashSet<>();
          parts.fieldNames().forEachRemaining(unused::add);
          unused.removeIf(name -> used.contains(COMPONENTS + kind + "/" + name));
          changed |= !unused.isEmpty();
          parts.remove(unused);
          if (parts.isEmpty()) {
            components.remove(kind);
          }
        }
      }
    }
  }
}
