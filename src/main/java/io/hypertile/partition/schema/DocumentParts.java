package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parts that all documents of schemas have. */
final class DocumentParts {
  /** Version of the documents. */
  static final int VERSION = 1;

  private DocumentParts() {}

  /** Refuses documents of later programs. */
  static void requireVersion(JsonCursor at) {
    Optional<JsonCursor> version = at.findGiven("format_version");
    if (version.isPresent() && version.get().requireLong(0, Integer.MAX_VALUE) > VERSION) {
      throw version
          .get()
          .fault(
              "The document has format version %s; this server reads versions up to %d."
                  .formatted(version.get().shown(), VERSION));
    }
  }

  /** A name that stands in paths. */
  static String name(JsonCursor at) {
    JsonCursor name = at.require("name", "text that is not blank");
    String text = name.requireName();
    boolean isPath = text.contains("/") || text.contains("\\") || text.startsWith("_");
    if (isPath || text.equals(".") || text.equals("..") || text.equals("zarr.json")) {
      throw name.wrong("a name without slashes that does not begin with an underscore");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw name.wrong("a name without control characters");
    }
    return text;
  }

  static <T> List<T> list(JsonCursor at, String member, Function<JsonCursor, T> item) {
    Optional<JsonCursor> list = at.findGiven(member).map(each -> each.requireList("a list"));
    List<T> items = new ArrayList<>();
    for (int i = 0; list.isPresent() && i < list.get().size(); i++) {
      items.add(item.apply(list.get().item(i)));
    }
    return items;
  }

  static ObjectNode attributes(JsonCursor at, String member) {
    return at.findGiven(member)
        .map(each -> (ObjectNode) each.requireObject("an object").node())
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  static void putLength(ObjectNode node, String member, OptionalLong length) {
    if (length.isPresent()) {
      node.put(member, length.getAsLong());
    } else {
      node.putNull(member);
    }
  }
}
