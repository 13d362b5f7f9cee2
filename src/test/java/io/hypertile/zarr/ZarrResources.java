package io.hypertile.zarr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documents that zarr-python wrote, and what it says of them. */
final class ZarrResources {
  private static final Path BASE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/test/resources/zarr");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private ZarrResources() {}

  /** The bytes of documents of format 3 by names; slashes of nodes are {@code __} in them. */
  static Map<String, byte[]> documents() throws IOException {
    Map<String, byte[]> documents = new TreeMap<>();
    for (String directory : new String[] {"v3", "zcollection"}) {
      try (Stream<Path> files = Files.list(BASE.resolve(directory))) {
        for (Path file : files.toList()) {
          documents.put(directory + "/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
    }
    return documents;
  }

  static byte[] document(String node) throws IOException {
    return Files.readAllBytes(BASE.resolve("v3").resolve(node.replace("/", "__") + ".json"));
  }

  static JsonNode json(String file) throws IOException {
    return MAPPER.readTree(Files.readAllBytes(BASE.resolve(file)));
  }

  static JsonNode tree(byte[] json) {
    return MAPPER.readTree(json);
  }
}
