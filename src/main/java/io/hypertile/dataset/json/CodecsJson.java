package io.hypertile.dataset.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.DefaultCodecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codecs of an array in its definition: the name of a compression, or a list of codecs of Zarr,
 * which may leave out the one from cells to bytes.
 */
final class CodecsJson {
  private static final String ACCEPTED = "\"zstd\", \"lz4\", \"none\", or a list of codecs of Zarr";
  private static final String ITEM =
      "the name of a codec, or an object with name and configuration";
  private static final String NAME = "name";
  private static final String CONFIGURATION = "configuration";
  private static final int LZ4_LEVEL = 5;
  private static final int LONGEST_NAME = 200;
  private static final int MOST = 16;

  private CodecsJson() {}

  static List<CodecSpec> parse(JsonCursor at, CellType type) {
    int cellBytes = type.isAnyLength() ? 1 : type.size();
    if (at.node().isString()) {
      return switch (at.node().stringValue()) {
        case "zstd" -> List.of(DefaultCodecs.packer(cellBytes));
        case "lz4" ->
            List.of(
                CodecSpec.blosc(
                    cellBytes, "lz4", LZ4_LEVEL, cellBytes > 1 ? "shuffle" : "noshuffle"));
        case "none" -> List.of();
        default ->
            throw at.fault(
                "%s names no codec: %s. Give one of zstd, lz4 and none, or a list of codecs of Zarr."
                    .formatted(at.subject(), at.shown()),
                Map.of("known", List.of("zstd", "lz4", "none")));
      };
    }
    at.requireList(ACCEPTED);
    if (at.size() > MOST) {
      throw at.fault("%s must not have more than %d codecs.".formatted(at.subject(), MOST));
    }
    List<CodecSpec> codecs = new ArrayList<>();
    for (int n = 0; n < at.size(); n++) {
      codecs.add(codec(at.item(n)));
    }
    return codecs;
  }

  private static CodecSpec codec(JsonCursor item) {
    if (item.node().isString()) {
      return CodecSpec.of(item.requireText(ITEM, LONGEST_NAME));
    }
    item.requireObject(ITEM);
    item.refuseUnknown(List.of(NAME, CONFIGURATION));
    ObjectNode configuration =
        item.findGiven(CONFIGURATION)
            .map(given -> (ObjectNode) given.requireObject("an object with settings").node())
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return new CodecSpec(
        item.require(NAME, "the name of a codec").requireText(ITEM, LONGEST_NAME), configuration);
  }

  static ArrayNode write(List<CodecSpec> codecs) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    codecs.forEach(codec -> list.add(codec.json()));
    return list;
  }
}
