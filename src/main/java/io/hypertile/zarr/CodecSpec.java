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

  /**
   * Blosc as zarr-python writes it, with blocks of whatever size the encoder takes.
   *
   * @param typeSize bytes of an element
   * @param compressor such as {@code zstd}
   * @param level 0 to 9
   * @param shuffling {@code noshuffle}, {@code shuffle} or {@code bitshuffle}
   */
  public static CodecSpec blosc(int typeSize, String compressor, int level, String shuffling) {
    return new CodecSpec(
        "blosc",
        JsonNodeFactory.instance
            .objectNode()
            .put("typesize", typeSize)
            .put("cname", compressor)
            .put("clevel", level)
            .put("shuffle", shuffling)
            .put("blocksize", 0));
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
