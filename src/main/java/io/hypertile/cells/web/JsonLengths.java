package io.hypertile.cells.web;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Lengths of nested lists of JSON, counted without keeping them. */
final class JsonLengths {
  private static final JsonFactory JSON = JsonFactory.builder().build();

  private JsonLengths() {}

  /**
   * Number of items of a list at a depth, on the way of the first items; the outermost list may be
   * the member {@code data} of an object.
   *
   * @param depth lists around it
   * @return 1 where the body is no such list, which its reader refuses
   */
  static long at(InputStream body, int depth) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        token = data(parser);
      }
      for (int level = 0; level < depth && token == JsonToken.START_ARRAY; level++) {
        token = parser.nextToken();
      }
      return token == JsonToken.START_ARRAY ? items(parser) : 1;
    } catch (JacksonException e) {
      return 1;
    }
  }

  private static JsonToken data(JsonParser parser) {
    JsonToken token = parser.nextToken();
    while (token == JsonToken.PROPERTY_NAME) {
      boolean isData = parser.currentName().equals("data");
      token = parser.nextToken();
      if (isData) {
        return token;
      }
      parser.skipChildren();
      token = parser.nextToken();
    }
    return JsonToken.NOT_AVAILABLE;
  }

  private static long items(JsonParser parser) {
    long items = 0;
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      parser.skipChildren();
      items++;
    }
    return items;
  }
}
