package io.hypertile.partition.engine;

import io.hypertile.partition.Catalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of catalogs, as zcollection writes them (zcollection-rules.md 105 to 107). */
final class CatalogJson {
  private static final int VERSION = 1;

  private CatalogJson() {}

  static byte[] write(Catalog catalog) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("format_version", VERSION);
    ArrayNode paths = node.putArray("paths");
    catalog.paths().forEach(paths::add);
    node.put("checksum", catalog.checksum());
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The catalog of a document; empty if it is damaged, so that partitions are looked for. */
  static Optional<Catalog> parse(byte[] bytes) {
    try {
      JsonNode node = JsonMapper.shared().readTree(bytes);
      if (node.path("format_version").asInt(0) != VERSION || !node.path("paths").isArray()) {
        return Optional.empty();
      }
      List<String> paths = new ArrayList<>();
      for (JsonNode path : node.path("paths").values()) {
        paths.add(path.asString());
      }
      Catalog catalog = new Catalog(paths);
      boolean isWhole = catalog.checksum().equals(node.path("checksum").asString(""));
      return isWhole ? Optional.of(catalog) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
