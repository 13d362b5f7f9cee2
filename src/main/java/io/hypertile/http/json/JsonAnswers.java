package io.hypertile.http.json;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents as answers. */
public final class JsonAnswers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonAnswers() {}

  /** An object without members. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Maps, lists and plain values as a tree. */
  public static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }

  /** The bytes of a document. */
  public static byte[] bytes(JsonNode document) {
    return JSON.writeValueAsBytes(document);
  }

  /** An answer with a document. */
  public static ResponseEntity<byte[]> ok(JsonNode document, String etag) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .eTag(etag)
        .body(bytes(document));
  }

  /** An answer with a document that may be another one in a moment, so that no cache keeps it. */
  public static ResponseEntity<byte[]> uncached(HttpStatus status, JsonNode document) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(bytes(document));
  }

  /**
   * An answer with a page of a list.
   *
   * @param items documents of its items
   * @param cursor the cursor of the page that begins behind it; empty on the last one
   * @param address address of the list with all its parameters but the cursor, up to the sign
   *     before the next one
   */
  public static ResponseEntity<byte[]> page(
      Stream<JsonNode> items, Optional<String> cursor, String address) {
    return page(items, cursor, address, Map.of());
  }

  /**
   * The same with more members behind the items.
   *
   * @param more documents by the names of the members
   */
  public static ResponseEntity<byte[]> page(
      Stream<JsonNode> items,
      Optional<String> cursor,
      String address,
      Map<String, ? extends JsonNode> more) {
    ObjectNode document = object();
    ArrayNode list = document.putArray("items");
    items.forEach(list::add);
    more.forEach(document::set);
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
    if (cursor.isPresent()) {
      String next = address + "cursor=" + cursor.get();
      document.put("next", next);
      document.put("next_cursor", cursor.get());
      answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
    } else {
      document.putNull("next");
      document.putNull("next_cursor");
    }
    return answer.body(bytes(document));
  }
}
