package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes arrays of texts and bytes for zarr-python, and reads what it made of them; started by the
 * interoperability script. {@code -Dhypertile.test.zarr} names a directory.
 */
class ZarrTextsInteropRun extends ArraysForOthers {
  private static final int FIXED = 24;
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [2, 3], \"codecs\":"
          + " [%s], \"index_codecs\": ["
          + ZarrModel.LITTLE
          + ", {\"name\": \"crc32c\"}], \"index_location\": \"end\"}}";

  private static String sized(String name) {
    return "{\"name\": \"%s\", \"configuration\": {\"length_bytes\": %d}}".formatted(name, FIXED);
  }

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("string", "\"string\"");
    types.put("variable_length_bytes", "\"variable_length_bytes\"");
    types.put("fixed_length_utf32", sized("fixed_length_utf32"));
    types.put("null_terminated_bytes", sized("null_terminated_bytes"));
    types.put("raw_bytes", sized("raw_bytes"));
    return types;
  }

  private static Map<String, String> chains(String type) {
    String serial =
        switch (type) {
          case "string" -> "{\"name\": \"vlen-utf8\"}";
          case "variable_length_bytes" -> "{\"name\": \"vlen-bytes\"}";
          default -> ZarrModel.LITTLE;
        };
    Map<String, String> chains = new LinkedHashMap<>();
    chains.put("plain", serial);
    chains.put("zstd", serial + ", " + ZarrModel.ZSTD);
    chains.put("gzip", serial + ", {\"name\": \"gzip\", \"configuration\": {\"level\": 5}}");
    // zarr-python keys its shards by the fill value, which cannot be raw bytes then.
    if (!type.equals("raw_bytes")) {
      chains.put("shard", SHARDED.formatted(serial + ", " + ZarrModel.ZSTD));
    }
    if (type.startsWith("fixed")) {
      chains.put("big", serial.replace("little", "big"));
    }
    return chains;
  }

  /** Cell i is i mod 5 letters and the number i, or the first six characters of that. */
  private static byte[] cell(String type, int number) {
    String text = "é".repeat(number % 5) + number;
    return switch (type) {
      case "string", "variable_length_bytes" -> text.getBytes(StandardCharsets.UTF_8);
      case "fixed_length_utf32" ->
          Arrays.copyOf(
              text.substring(0, Math.min(6, text.length()))
                  .getBytes(java.nio.charset.Charset.forName("UTF-32LE")),
              FIXED);
      default -> Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), FIXED);
    };
  }

  private static byte[] cells(String type, Region box) {
    ByteArrayOutputStream cells = new ByteArrayOutputStream();
    for (long row = box.start(0); row < box.stop(0); row++) {
      for (long column = box.start(1); column < box.stop(1); column++) {
        byte[] cell = cell(type, (int) (row * 14 + column));
        if (type.equals("string") || type.equals("variable_length_bytes")) {
          cells.writeBytes(
              ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(cell.length).array());
        }
        cells.writeBytes(cell);
      }
    }
    return cells.toByteArray();
  }

  @Test
  void writesTexts() {
    types()
        .forEach((type, json) -> chains(type).forEach((chain, codecs) -> write(type, json, chain)));
  }

  private void write(String type, String json, String chain) {
    StorePrefix place = new StorePrefix(type + "/" + chain);
    String fill =
        switch (type) {
          case "string", "fixed_length_utf32" -> "\"gap\"";
          case "raw_bytes" -> '"' + "A".repeat(FIXED / 3 * 4) + '"';
          default -> "\"Z2Fw\"";
        };
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [11, 14], "data_type": %s,
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 6]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": %s, "attributes": {},
         "codecs": [%s]}
        """
            .formatted(json, fill, chains(type).get(chain));
    arrays.create(place, NodeDocument.parse("test", document.getBytes(StandardCharsets.UTF_8)));
    // The last two rows are never written; the boxes share chunks.
    for (long[] rows : new long[][] {{0, 5}, {5, 9}}) {
      Region box = Region.of(new long[] {rows[0], 0}, new long[] {rows[1], 14});
      try (ZarrArray array = arrays.find(place)) {
        array.write(box, ZarrModel.source(cells(type, box)), Precondition.NONE);
      }
    }
  }

  /** Cells of arrays stand beside them in base64, in {@code expected.json}. */
  @Test
  void readsTexts() throws Exception {
    JsonNode expected =
        JsonMapper.builder().build().readTree(Files.readAllBytes(root.resolve("expected.json")));
    assertThat(expected.size()).isPositive();
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      List<byte[]> values = new ArrayList<>();
      for (JsonNode value : entry.getValue()) {
        values.add(Base64.getDecoder().decode(value.stringValue()));
      }
      StorePrefix place = new StorePrefix(entry.getKey());
      try (ZarrArray array = arrays.find(place)) {
        Shape shape = array.spec().shape();
        assertThat(shape).isEqualTo(Shape.of(13, 14));
        try (CellReader reader = array.open(Region.whole(shape))) {
          assertThat(read(reader, array.spec().dtype().isAnyLength()))
              .as(entry.getKey())
              .containsExactlyElementsOf(values);
        }
      }
    }
  }

  private List<byte[]> read(CellReader reader, boolean isAnyLength) {
    Region whole = Region.whole(reader.spec().shape());
    if (isAnyLength) {
      return ZarrStores.readAnyLength(reader, whole, pool);
    }
    byte[] all = ZarrStores.read(((ZarrReader) reader).cells(), whole);
    List<byte[]> cells = new ArrayList<>();
    for (int at = 0; at < all.length; at += FIXED) {
      cells.add(Arrays.copyOfRange(all, at, at + FIXED));
    }
    return cells;
  }
}
