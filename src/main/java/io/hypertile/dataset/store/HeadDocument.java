package io.hypertile.dataset.store;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one object of a collection that changes: the segments that make up a state, oldest first.
 * States that followed it by one segment each are found by the names of these.
 *
 * @param line chosen when the collection was made, so that versions of another one in the same
 *     place are others
 * @param epoch number of the state
 * @param segments without numbers
 */
record HeadDocument(String line, long epoch, List<Segment> segments) {
  /** Bytes of the largest one that is read. */
  static final long MOST_BYTES = 64L << 20;

  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Whether the segments of another state come first in this one, so that only later ones differ.
   */
  boolean follows(HeadDocument before) {
    int known = before.segments.size();
    boolean isFollowing = line.equals(before.line) && segments.size() >= known;
    for (int at = 0; isFollowing && at < known; at++) {
      isFollowing = segments.get(at).id().equals(before.segments.get(at).id());
    }
    return isFollowing;
  }

  byte[] bytes() {
    ObjectNode document = JSON.createObjectNode();
    document.put("format", FORMAT).put("line", line).put("epoch", epoch);
    document.put("sum", sum());
    ArrayNode list = document.putArray("segments");
    for (Segment segment : segments) {
      list.addObject()
          .put("id", segment.id())
          .put("bytes", segment.bytes())
          .put("files", segment.files());
    }
    return JSON.writeValueAsBytes(document);
  }

  /**
   * Reads one.
   *
   * @throws CorruptDataException if the bytes are not such a document
   */
  static HeadDocument parse(StoreKey key, byte[] bytes) {
    JsonNode document;
    try {
      document = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw corrupt(key, "it is no JSON", e);
    }
    JsonNode list = document.path("segments");
    String line = document.path("line").asString("");
    long epoch = document.path("epoch").asLong(-1);
    if (document.path("format").asInt(0) != FORMAT
        || !line.matches("[0-9a-z]{1,16}")
        || epoch < 0
        || !list.isArray()) {
      throw corrupt(key, "it is of another format", null);
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode each : list) {
      String id = each.path("id").asString("");
      long size = each.path("bytes").asLong(-1);
      long files = each.path("files").asLong(-1);
      if (!id.matches("[0-9a-z-]{8,64}") || size < 0 || files < 0 || !ids.add(id)) {
        throw corrupt(key, "a segment has no name or no size", null);
      }
      segments.add(new Segment(0, id, size, files));
    }
    HeadDocument head = new HeadDocument(line, epoch, segments);
    if (!head.sum().equals(document.path("sum").asString(""))) {
      throw corrupt(key, "its sum is another one", null);
    }
    return head;
  }

  /** CRC-32C of all that it says: without it, states after another number would be missed. */
  private String sum() {
    StringBuilder text = new StringBuilder(line).append(' ').append(epoch);
    for (Segment each : segments) {
      text.append(' ').append(each.id()).append(' ').append(each.bytes());
      text.append(' ').append(each.files());
    }
    CRC32C crc = new CRC32C();
    crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static CorruptDataException corrupt(
      StoreKey key, String reason, @Nullable Throwable cause) {
    return new CorruptDataException(key.text(), "list of segments", -1, reason, cause);
  }
}
