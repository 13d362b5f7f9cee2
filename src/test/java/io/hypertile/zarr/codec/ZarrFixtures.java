package io.hypertile.zarr.codec;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Arrays that zarr-python 3.1.6 wrote, with what they hold. */
final class ZarrFixtures {
  private static final Map<String, byte[]> FILES = read();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNode NODES = JSON.readTree(FILES.get("expected.json")).get("nodes");

  private ZarrFixtures() {}

  private static Map<String, byte[]> read() {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = ZarrFixtures.class.getResourceAsStream("/fixtures/zarr-chunks.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        files.put(entry.getName(), zip.readAllBytes());
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names() {
    return NODES.propertyNames().stream().sorted().toList();
  }

  /** One array. */
  record Array(String name, JsonNode document, JsonNode expected) {
    static Array of(String name) {
      return new Array(name, JSON.readTree(FILES.get(name + "/zarr.json")), NODES.get(name));
    }

    Shape shape() {
      return shape(document.get("shape"));
    }

    ChunkGrid grid() {
      return new ChunkGrid(shape(), shape(document.at("/chunk_grid/configuration/chunk_shape")));
    }

    private static Shape shape(JsonNode list) {
      List<Long> lengths = new ArrayList<>();
      list.forEach(length -> lengths.add(length.longValue()));
      return Shape.of(lengths);
    }

    CellForm cell() {
      return switch (document.get("data_type").stringValue()) {
        case "int32", "float32" -> new CellForm.Fixed(4, 4);
        case "float64" -> new CellForm.Fixed(8, 8);
        case "string" -> new CellForm.Text();
        case "variable_length_bytes" -> new CellForm.AnyBytes();
        default -> throw new IllegalStateException(document.get("data_type").toString());
      };
    }

    CodecChain chain() {
      return CodecChain.of(
          documents(document.get("codecs")), new ChunkForm(grid().chunkShape(), cell()));
    }

    Optional<byte[]> chunk(long[] position) {
      StringBuilder key = new StringBuilder(name + "/c");
      for (long index : position) {
        key.append('/').append(index);
      }
      return Optional.ofNullable(FILES.get(key.toString()));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<CodecDocument> documents(JsonNode list) {
    List<CodecDocument> documents = new ArrayList<>();
    for (JsonNode node : list) {
      JsonNode configuration = node.path("configuration");
      documents.add(
          new CodecDocument(
              node.get("name").stringValue(),
              configuration.isMissingNode() ? JSON.createObjectNode() : configuration));
    }
    return documents;
  }

  static List<CodecDocument> documents(String json) {
    return documents(JSON.readTree(json.replace('\'', '"')));
  }
}
