package io.hypertile.zarr;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A codec as a document names it.
 *
 * @param name such as {@code zstd}
 * @param configuration its settings, empty if there are none; not to be changed
 */
public record CodecSpec(String name, ObjectNode configuration) {
  /** A codec without settings. */
  public static CodecSpec of(String name) {
    return new CodecSpec(name, JsonNodeFactory.instance.objectNode());
  }

  /** The codec that a member names: a text, or an object with a name. */
  static CodecSpec parse(Member member) {
    if (member.node().isString()) {
      return of(member.text());
    }
    ObjectNode configuration =
        member
            .find("configuration")
            .map(Member::object)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return new CodecSpec(member.get("name").text(), configuration);
  }

  /** The codec as zarr-python writes it. */
  public JsonNode json() {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("name", name);
    // That of cells of any length has no settings, and says so.
    if (!configuration.isEmpty() || name.startsWith("vlen-")) {
      object.set("configuration", configuration);
    }
    return object;
  }
}
