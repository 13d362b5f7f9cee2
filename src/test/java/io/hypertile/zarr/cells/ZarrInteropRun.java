package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes arrays of every type with every codec for other programs, and reads what these made of
 * them; started by the interoperability script. {@code -Dhypertile.test.zarr} names a directory.
 */
class ZarrInteropRun extends ArraysForOthers {
  private static final Shape SHAPE = Shape.of(11, 14);
  private static final String BYTES =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"%s\"}}";
  private static final String LITTLE = BYTES.formatted("little");
  private static final String BLOSC =
      "{\"name\": \"blosc\", \"configuration\": {\"cname\": \"%s\", \"clevel\": 5, \"shuffle\":"
          + " \"%s\", \"typesize\": %%1$d, \"blocksize\": 0}}";
  private static final String ZSTD =
      "{\"name\": \"zstd\", \"configuration\": {\"level\": 3, \"checksum\": false}}";
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [2, 3], \"codecs\":"
          + " [%s], \"index_codecs\": ["
          + LITTLE
          + ", {\"name\": \"crc32c\"}], \"index_location\": \"%s\"}}";

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String name :
        List.of(
            "bool",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex64",
            "complex128")) {
      types.put(name, "\"" + name + "\"");
    }
    for (String name : List.of("datetime64", "timedelta64")) {
      types.put(
          name,
          "{\"name\": \"numpy.%s\", \"configuration\": {\"unit\": \"ms\", \"scale_factor\": 1}}"
              .formatted(name));
    }
    return types;
  }

  private static Map<String, String> chains() {
    Map<String, String> chains = new LinkedHashMap<>();
    chains.put("bytes", LITTLE);
    chains.put("big", BYTES.formatted("big"));
    chains.put("zstd", LITTLE + ", " + ZSTD);
    chains.put("gzip", LITTLE + ", {\"name\": \"gzip\", \"configuration\": {\"level\": 5}}");
    chains.put("crc32c", LITTLE + ", {\"name\": \"crc32c\"}");
    chains.put(
        "transpose",
        "{\"name\": \"transpose\", \"configuration\": {\"order\": [1, 0]}}, " + LITTLE);
    for (String compressor : List.of("lz4", "lz4hc", "blosclz", "zlib", "zstd")) {
      for (String shuffle : List.of("noshuffle", "shuffle", "bitshuffle")) {
        chains.put(
            "blosc_" + compressor + "_" + shuffle,
            LITTLE + ", " + BLOSC.formatted(compressor, shuffle));
      }
    }
    chains.put("shard_end", SHARDED.formatted(LITTLE + ", " + ZSTD, "end"));
    chains.put("shard_start", SHARDED.formatted(LITTLE, "start"));
    return chains;
  }

  private static int size(String type) {
    return switch (type) {
      case "bool", "int8", "uint8" -> 1;
      case "int16", "uint16", "float16" -> 2;
      case "int32", "uint32", "float32" -> 4;
      case "complex128" -> 16;
      default -> 8;
    };
  }

  /** Cell i is (7 i + 3) mod 101; of complex numbers with the opposite as imaginary part. */
  private static byte[] cells(String type, Region box) {
    ByteBuffer cells =
        ByteBuffer.allocate((int) box.cells() * size(type)).order(ByteOrder.LITTLE_ENDIAN);
    for (long row = box.start(0); row < box.stop(0); row++) {
      for (long column = box.start(1); column < box.stop(1); column++) {
        int value = (int) ((row * SHAPE.length(1) + column) * 7 + 3) % 101;
        switch (type) {
          case "bool" -> cells.put((byte) (value % 2));
          case "float16" -> cells.putShort(Float.floatToFloat16(value));
          case "float32" -> cells.putFloat(value);
          case "float64" -> cells.putDouble(value);
          case "complex64" -> cells.putFloat(value).putFloat(-value);
          case "complex128" -> cells.putDouble(value).putDouble(-value);
          default -> {
            switch (size(type)) {
              case 1 -> cells.put((byte) value);
              case 2 -> cells.putShort((short) value);
              case 4 -> cells.putInt(value);
              default -> cells.putLong(value);
            }
          }
        }
      }
    }
    return cells.array();
  }

  private static CellSource source(byte[] cells) {
    ByteBuffer bytes = ByteBuffer.wrap(cells);
    return target -> {
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      return count == 0 ? -1 : count;
    };
  }

  @Test
  void writesArrays() {
    types().forEach((type, json) -> chains().forEach((chain, codecs) -> write(type, json, chain)));
  }

  private void write(String type, String json, String chain) {
    StorePrefix place = new StorePrefix(type + "/" + chain);
    String fill =
        switch (type) {
          case "bool" -> "false";
          case "complex64", "complex128" -> "[1.5, 0.0]";
          default -> "42";
        };
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [11, 14], "data_type": %s,
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 6]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": %s, "attributes": {},
         "dimension_names": ["y", "x"], "codecs": [%s]}
        """
            .formatted(json, fill, chains().get(chain).formatted(size(type)));
    arrays.create(place, NodeDocument.parse("test", document.getBytes(StandardCharsets.UTF_8)));
    // The last two rows are never written; the boxes share chunks.
    for (long[] rows : new long[][] {{0, 5}, {5, 9}}) {
      Region box = Region.of(new long[] {rows[0], 0}, new long[] {rows[1], 14});
      try (ZarrArray array = arrays.find(place)) {
        array.write(box, source(cells(type, box)), Precondition.NONE);
      }
    }
  }

  /** Digests of arrays stand beside them, in {@code expected.json}. */
  @Test
  void readsArrays() throws Exception {
    JsonNode expected =
        JsonMapper.builder().build().readTree(Files.readAllBytes(root.resolve("expected.json")));
    assertThat(expected.size()).isPositive();
    for (Map.Entry<String, JsonNode> array : expected.properties()) {
      try (ZarrCells cells = arrays.cells(new StorePrefix(array.getKey()))) {
        assertThat(ZarrStores.sha256(ZarrStores.read(cells, Region.whole(cells.shape()))))
            .as(array.getKey())
            .isEqualTo(array.getValue().stringValue());
      }
    }
  }
}
