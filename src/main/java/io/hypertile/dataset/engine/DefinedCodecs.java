package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.ndarray.CellType;
import io.hypertile.schema.DatasetsSchema.Compression;
import io.hypertile.zarr.CellForms;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.DefaultCodecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Codecs of new arrays: those of their definition, or those of the collection. */
final class DefinedCodecs {
  private static final int LZ4_LEVEL = 5;

  /** Codecs that take cells: what stands before them takes them too. */
  private static final Set<String> OF_CELLS =
      Set.of("bytes", "transpose", "sharding_indexed", "vlen-utf8", "vlen-bytes");

  private DefinedCodecs() {}

  /** The codecs from cells to bytes. */
  static List<CodecSpec> of(ArrayDefinition definition, Compression compression) {
    CellType type = definition.dtype();
    List<CodecSpec> asked = definition.codecs().orElseGet(() -> packers(type, compression));
    if (!asked.isEmpty() && OF_CELLS.contains(asked.getFirst().name())) {
      return asked;
    }
    List<CodecSpec> all = new ArrayList<>();
    all.add(ofCells(type));
    all.addAll(asked);
    return List.copyOf(all);
  }

  private static CodecSpec ofCells(CellType type) {
    return switch (type) {
      case CellType.Text text -> CodecSpec.of("vlen-utf8");
      case CellType.AnyBytes bytes -> CodecSpec.of("vlen-bytes");
      default -> {
        boolean hasOrder = CellForms.zarr(type).hasByteOrder();
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        yield hasOrder
            ? new CodecSpec("bytes", settings.put("endian", "little"))
            : CodecSpec.of("bytes");
      }
    };
  }

  private static List<CodecSpec> packers(CellType type, Compression compression) {
    int cellBytes = type.isAnyLength() ? 1 : type.size();
    return switch (compression) {
      case Compression.Default standard -> List.of(DefaultCodecs.packer(cellBytes));
      case Compression.Lz4 lz4 ->
          List.of(
              CodecSpec.blosc(
                  cellBytes, "lz4", LZ4_LEVEL, cellBytes > 1 ? "shuffle" : "noshuffle"));
      case Compression.None none -> List.of();
      case Compression.Listed(String json) -> listed(JsonText.parse(json));
    };
  }

  private static List<CodecSpec> listed(JsonNode list) {
    List<CodecSpec> codecs = new ArrayList<>();
    for (JsonNode each : list) {
      codecs.add(
          each.isString()
              ? CodecSpec.of(each.stringValue())
              : new CodecSpec(
                  each.path("name").asString(""),
                  each.get("configuration") instanceof ObjectNode settings
                      ? settings
                      : JsonNodeFactory.instance.objectNode()));
    }
    return codecs;
  }
}
