package io.hypertile.collection.web;

import io.hypertile.collection.Page;
import io.hypertile.http.Cursors;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents as answers. */
final class JsonAnswers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonAnswers() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Maps, lists and plain values as a tree. */
  static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }

  static byte[] bytes(JsonNode document) {
    return JSON.writeValueAsBytes(document);
  }

  /** An answer with a document. */
  static ResponseEntity<byte[]> ok(JsonNode document, String etag) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .eTag(etag)
        .body(bytes(document));
  }

  /**
   * An answer with a page of a list, whose cursors are texts of their own.
   *
   * @param path address of the list
   * @param limit most items of a page, repeated in the address of the next one
   */
  static <T, K> ResponseEntity<byte[]> page(
      Page<T, K> page, Function<T, JsonNode> item, String path, int limit) {
    return page(
        page, item, next -> Cursors.encode(next.toString()), path + "?limit=" + limit + "&");
  }

  /**
   * An answer with a page of a list.
   *
   * @param cursor the cursor of the page that begins behind a place
   * @param address address of the list with all its parameters but the cursor, up to the sign
   *     before the next one
   */
  static <T, K> ResponseEntity<byte[]> page(
      Page<T, K> page, Function<T, JsonNode> item, Function<K, String> cursor, String address) {
    ObjectNode document = object();
    ArrayNode items = document.putArray("items");
    page.items().forEach(each -> items.add(item.apply(each)));
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
    if (page.next().isPresent()) {
      String nextCursor = cursor.apply(page.next().get());
      String next = address + "cursor=" + nextCursor;
      document.put("next", next);
      document.put("next_cursor", nextCursor);
      answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
    } else {
      document.putNull("next");
      document.putNull("next_cursor");
    }
    return answer.body(bytes(document));
  }
}
