package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.StoreKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refs and lists as JSON. What another program has damaged is refused whole: a state is never
 * guessed.
 */
final class RefDocument {
  private static final int FORMAT = 1;

  /**
   * Of a document with bytes of objects in it, which who knows the first format only must not read.
   */
  private static final int FORMAT_WITH_BYTES = 2;

  private static final String FORMAT_MEMBER = "format";
  private static final String STATE = "state";
  private static final String HEAD = "head";
  private static final String RECENT = "recent";
  private static final String OVER = "over";
  private static final String LIST = "list";
  private static final String OBJECTS = "objects";
  private static final JsonMapper JSON = JsonMapper.shared();

  private RefDocument() {}

  static byte[] ref(PlaceRef ref) {
    ObjectNode document = JSON.createObjectNode();
    document.put(FORMAT_MEMBER, format(ref.newer()));
    document.put(STATE, ref.state().text());
    document.put(HEAD, ref.head());
    ArrayNode recent = document.putArray(RECENT);
    ref.recent().forEach(id -> recent.add(id.text()));
    document.put(OVER, ref.isOver());
    ref.base().ifPresent(id -> document.put(LIST, id.text()));
    putEntries(document, ref.newer());
    return JSON.writeValueAsBytes(document);
  }

  static byte[] list(Map<String, Entry> entries) {
    ObjectNode document = JSON.createObjectNode();
    document.put(FORMAT_MEMBER, format(entries));
    putEntries(document, entries);
    return JSON.writeValueAsBytes(document);
  }

  private static int format(Map<String, Entry> entries) {
    boolean hasBytes =
        entries.values().stream()
            .anyMatch(entry -> entry instanceof Entry.Put put && put.own().isPresent());
    return hasBytes ? FORMAT_WITH_BYTES : FORMAT;
  }

  private static void putEntries(ObjectNode document, Map<String, Entry> entries) {
    ObjectNode objects = document.putObject(OBJECTS);
    entries.forEach((key, entry) -> {
      switch (entry) {
        case Entry.Put put -> {
          ArrayNode values = objects.putArray(key).add(put.id().text()).add(put.size());
          put.own().ifPresent(values::add);
        }
        case Entry.Removed removed -> objects.putNull(key);
      }
    });
  }

  /**
   * Reads a ref.
   *
   * @param listed gives the entries of a list
   * @throws CorruptDataException if the bytes are not such a document
   */
  static PlaceRef ref(StoreKey key, byte[] bytes, Lists listed) {
    JsonNode document = document(key, bytes);
    try {
      List<WriteId> recent = new ArrayList<>();
      document.path(RECENT).forEach(id -> recent.add(id(id)));
      Optional<WriteId> list = Optional.empty();
      if (document.has(LIST)) {
        list = Optional.of(id(document.path(LIST)));
      }
      return new PlaceRef(
          id(document.path(STATE)),
          document.path(HEAD).asString(""),
          List.copyOf(recent),
          document.path(OVER).asBoolean(false),
          list,
          list.map(listed::entries).orElse(Map.of()),
          entries(document));
    } catch (IllegalArgumentException e) {
      throw corrupt(key, "names what no write has", e);
    }
  }

  /** Finds lists that refs name. */
  @FunctionalInterface
  interface Lists {
    /** The entries of a list. */
    Map<String, Entry> entries(WriteId list);
  }

  static Map<String, Entry> list(StoreKey key, byte[] bytes) {
    try {
      return entries(document(key, bytes));
    } catch (IllegalArgumentException e) {
      throw corrupt(key, "names what no write has", e);
    }
  }

  private static JsonNode document(StoreKey key, byte[] bytes) {
    JsonNode document;
    try {
      document = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw corrupt(key, "is no JSON", e);
    }
    int format = document.path(FORMAT_MEMBER).asInt(0);
    boolean isKnown = format == FORMAT || format == FORMAT_WITH_BYTES;
    if (!isKnown || !document.path(OBJECTS).isObject()) {
      throw corrupt(key, "is of no known format", null);
    }
    return document;
  }

  private static Map<String, Entry> entries(JsonNode document) {
    Map<String, Entry> entries = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : document.path(OBJECTS).properties()) {
      JsonNode value = member.getValue();
      if (!StoreKey.isKey(member.getKey())) {
        throw new IllegalArgumentException("a key of no object");
      }
      if (value.isNull()) {
        entries.put(member.getKey(), Entry.REMOVED);
      } else {
        long size = value.path(1).asLong(-1);
        if (size < 0) {
          throw new IllegalArgumentException("an object without a size");
        }
        entries.put(member.getKey(), new Entry.Put(id(value.path(0)), size, own(value, size)));
      }
    }
    return Map.copyOf(entries);
  }

  /** Bytes in the document itself. */
  private static Optional<byte[]> own(JsonNode value, long size) {
    if (!value.has(2)) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(value.path(2).asString(""));
    if (bytes.length != size) {
      throw new IllegalArgumentException("an object with other bytes than its size says");
    }
    return Optional.of(bytes);
  }

  private static WriteId id(JsonNode text) {
    return new WriteId(text.asString(""));
  }

  private static CorruptDataException corrupt(
      StoreKey key, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
    return new CorruptDataException(key.text(), "ref", -1, reason, cause);
  }
}
