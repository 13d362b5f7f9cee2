package io.hypertile.schema.json;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Removals as the documents that storages keep beside what was removed. */
public final class RemovalJson {
  private static final String ID = "id";
  private static final String WHAT = "what";
  private static final String NAME = "name";
  private static final String AT = "removed";
  private static final String BY = "by";

  private RemovalJson() {}

  /** The document of a removal. */
  public static byte[] write(Removal removal) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(ID, removal.id())
        .put(WHAT, removal.what().text())
        .put(NAME, removal.name().text())
        .put(AT, removal.at().toString())
        .put(BY, removal.by())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a document.
   *
   * @param place where it is, for messages
   * @throws CorruptDataException if the bytes are not such a document
   */
  public static Removal parse(String place, byte[] document) {
    try {
      JsonNode found = JsonReading.parseStored(document);
      return new Removal(
          found.path(ID).asString(""),
          // Versions whose trash kept only collections wrote no kind.
          what(place, found.path(WHAT).asString(Removal.What.COLLECTION.text())),
          new CollectionName(found.path(NAME).asString("")),
          Instant.parse(found.path(AT).asString("")),
          found.path(BY).asString(""));
    } catch (ServiceException | DateTimeException e) {
      throw new CorruptDataException(place, "note of a removal", -1, "it cannot be read", e);
    }
  }

  /** The kind of a removal by its name. */
  private static Removal.What what(String place, String text) {
    for (Removal.What what : Removal.What.values()) {
      if (what.text().equals(text)) {
        return what;
      }
    }
    throw new CorruptDataException(
        place, "note of a removal", -1, "this version keeps no " + text, null);
  }
}
