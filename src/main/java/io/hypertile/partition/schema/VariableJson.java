package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.partition.schema.VariableSchema.Role;
import io.hypertile.zarr.CodecSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of variables and of their codecs. */
final class VariableJson {
  private static final List<String> MEMBERS =
      List.of("name", "dtype", "dimensions", "fill_value", "codecs", "attrs", "role", "immutable");
  private static final List<String> CODEC_MEMBERS =
      List.of(
          "array_to_array", "array_to_bytes", "bytes_to_bytes", "sharded", "shard_target_bytes");
  private static final String PROFILES = "local-fast, cloud-balanced or cloud-cold";

  private VariableJson() {}

  static VariableSchema parse(JsonCursor at) {
    at.requireObject("a variable");
    at.refuseUnknown(MEMBERS);
    return new VariableSchema(
        DocumentParts.name(at),
        dtype(at.require("dtype", "a code of NumPy, such as <f4")),
        DocumentParts.list(at, "dimensions", JsonCursor::requireName),
        at.findGiven("fill_value").map(JsonCursor::node).orElse(NullNode.getInstance()),
        at.findGiven("codecs").map(VariableJson::codecs).orElseGet(CodecProfile.DEFAULT::stack),
        DocumentParts.attributes(at, "attrs"),
        at.findGiven("role").map(VariableJson::role).orElse(Role.USER));
  }

  private static CellType dtype(JsonCursor at) {
    return NumpyCodes.find(at.requireName())
        .orElseThrow(() ->
            at.wrong("a code of NumPy with little-endian cells, such as <f4, |b1, <M8[ns] or <U6"));
  }

  private static Role role(JsonCursor at) {
    return Role.byText(at.requireName()).orElseThrow(() -> at.wrong("user, filler or aux"));
  }

  private static CodecStack codecs(JsonCursor at) {
    if (at.node().isString()) {
      return CodecProfile.byText(at.requireName())
          .orElseThrow(() -> at.wrong("one of the profiles " + PROFILES + ", or an object"))
          .stack();
    }
    at.requireObject("one of the profiles " + PROFILES + ", or an object");
    at.refuseUnknown(CODEC_MEMBERS);
    boolean isSharded = at.findGiven("sharded").map(JsonCursor::requireBoolean).orElse(false);
    OptionalLong budget =
        at.findGiven("shard_target_bytes").stream()
            .mapToLong(each -> each.requireLong(1, Long.MAX_VALUE))
            .findAny();
    return new CodecStack(
        DocumentParts.list(at, "array_to_array", VariableJson::codec),
        at.findGiven("array_to_bytes").map(VariableJson::codec),
        DocumentParts.list(at, "bytes_to_bytes", VariableJson::codec),
        isSharded,
        budget);
  }

  private static CodecSpec codec(JsonCursor at) {
    at.requireObject("a codec with name and configuration");
    at.refuseUnknown(List.of("name", "configuration"));
    return new CodecSpec(
        at.require("name", "the name of a codec").requireName(),
        DocumentParts.attributes(at, "configuration"));
  }

  static ObjectNode write(VariableSchema variable, String axis) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", variable.name()).put("dtype", NumpyCodes.code(variable.dtype()));
    ArrayNode dimensions = node.putArray("dimensions");
    variable.dimensions().forEach(dimensions::add);
    node.set("fill_value", variable.fill());
    node.set("codecs", write(variable.codecs()));
    node.set("attrs", variable.attributes());
    return node.put("role", variable.role().text()).put("immutable", variable.isImmutable(axis));
  }

  private static ObjectNode write(CodecStack stack) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    putAll(node.putArray("array_to_array"), stack.arrayToArray());
    Optional<JsonNode> serializer = stack.arrayToBytes().map(VariableJson::write);
    node.set("array_to_bytes", serializer.orElse(NullNode.getInstance()));
    putAll(node.putArray("bytes_to_bytes"), stack.bytesToBytes());
    node.put("sharded", stack.isSharded());
    DocumentParts.putLength(node, "shard_target_bytes", stack.shardBytes());
    return node;
  }

  private static void putAll(ArrayNode list, List<CodecSpec> codecs) {
    codecs.forEach(codec -> list.add(write(codec)));
  }

  private static JsonNode write(CodecSpec codec) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", codec.name());
    return node.set("configuration", codec.configuration());
  }
}
