package io.hypertile.atlas;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.OverfullException;
import io.hypertile.codec.SizedLz4Codec;
import io.hypertile.codec.ZstdCodec;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The document of a store, versions 1 (ATLAS 0.9, 0.10), 2 (0.12) and 3 (0.14): the datasets that
 * are there, in the order in which they were made, each with the schema of its arrays.
 *
 * @param version of the document
 * @param datasets those that are not deleted
 */
record Metadata(int version, List<Entry> datasets) {
  private static final long LARGEST = 64 << 20;
  private static final List<String> NAMES =
      List.of(
          "atlas.json",
          "atlas.json.zst",
          "atlas.json.lz4",
          "atlas.msgpack",
          "atlas.msgpack.zst",
          "atlas.msgpack.lz4");

  /**
   * A dataset.
   *
   * @param schema its arrays by name, and its attributes or their types
   */
  record Entry(String name, JsonNode schema) {
    /** The arrays by name, in the order of their definition. */
    JsonNode arrays() {
      return schema.path("arrays");
    }
  }

  /**
   * Reads the document of a store; one that is not compressed comes first.
   *
   * @throws ServiceException {@code not-found} if there is none, {@code unsupported-storage} if it
   *     is of another version
   * @throws CorruptDataException if the file is not one of ATLAS
   */
  static Metadata read(ReadableObjects objects, StorePrefix place) {
    for (String name : NAMES) {
      StoreKey key = place.key(name);
      Optional<LoadedObject> found = objects.load(key, LARGEST);
      if (found.isPresent()) {
        return parse(key, found.get().bytes());
      }
    }
    throw new ServiceException(
        ErrorCode.NOT_FOUND,
        "There is no store of ATLAS 0.9 to 0.14 at this path: it has none of "
            + String.join(", ", NAMES)
            + ".",
        Map.of("path", place.text()),
        null);
  }

  private static Metadata parse(StoreKey key, byte[] stored) {
    String name = key.name();
    try {
      byte[] bytes =
          name.endsWith(".zst")
              ? decode(new ZstdCodec(3), stored)
              : name.endsWith(".lz4") ? decode(new SizedLz4Codec(), stored) : stored;
      JsonNode tree =
          name.startsWith("atlas.json")
              ? JsonMapper.shared().readTree(bytes)
              : MessagePack.parse(bytes);
      return of(key, tree);
    } catch (CodecException | JacksonException | IllegalArgumentException e) {
      throw new CorruptDataException(
          key.text(), "metadata", 0, "not a document: " + e.getMessage(), e);
    }
  }

  /** Decodes bytes that may not say how many they become. */
  private static byte[] decode(Codec codec, byte[] stored) throws CodecException {
    MemorySegment source = MemorySegment.ofArray(stored);
    long room = Math.max(codec.decodedSize(source), 16L * stored.length);
    while (true) {
      byte[] bytes = new byte[(int) Math.clamp(room, 4096, LARGEST)];
      MemorySegment target = MemorySegment.ofArray(bytes);
      try {
        long size = codec.decode(source, target);
        return target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
      } catch (OverfullException e) {
        if (bytes.length >= LARGEST) {
          throw e;
        }
        room = 4L * bytes.length;
      }
    }
  }

  private static Metadata of(StoreKey key, JsonNode tree) {
    int version = tree.path("version").asInt(0);
    if (version < 1 || version > 3) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          key.text()
              + " is of version "
              + tree.path("version")
              + "; versions 1 to 3, of ATLAS 0.9 to 0.14, can be imported.",
          Map.of("file", key.text()),
          null);
    }
    JsonNode datasets = tree.path("datasets");
    if (!datasets.isObject()) {
      throw corrupt(key, "datasets are no object");
    }
    Set<Integer> deleted = new HashSet<>();
    tree.path("deleted").forEach(row -> deleted.add(row.asInt(-1)));
    List<Entry> entries = new ArrayList<>();
    int row = 0;
    for (Map.Entry<String, JsonNode> each : datasets.properties()) {
      if (!deleted.contains(row++)) {
        entries.add(new Entry(each.getKey(), schema(key, tree, each.getValue())));
      }
    }
    return new Metadata(version, List.copyOf(entries));
  }

  private static JsonNode schema(StoreKey key, JsonNode tree, JsonNode value) {
    JsonNode schema = value.isIntegralNumber() ? tree.path("schemas").path(value.asInt(-1)) : value;
    if (!schema.isObject() || !schema.path("arrays").isObject()) {
      throw corrupt(key, "a dataset without a schema");
    }
    return schema;
  }

  private static CorruptDataException corrupt(StoreKey key, String reason) {
    return new CorruptDataException(key.text(), "metadata", 0, reason, null);
  }
}
