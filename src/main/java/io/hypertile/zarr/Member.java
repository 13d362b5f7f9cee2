package io.hypertile.zarr;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value in a document, and where it is, so that each fault names its place.
 *
 * @param document name of the document
 * @param path such as {@code codecs[0].configuration}
 * @param node the value
 */
record Member(String document, String path, JsonNode node) {
  /** Longest shape; NumPy's arrays have no more axes either. */
  private static final int MAX_RANK = 64;

  /** The whole of a document. */
  static Member of(String document, ObjectNode node) {
    return new Member(document, "", node);
  }

  /** A member of an object that must be there. */
  Member get(String name) {
    return find(name).orElseThrow(() -> at(name, node).fault("it is missing"));
  }

  /** A member of an object; empty if it is not there or null. */
  Optional<Member> find(String name) {
    JsonNode value = object().get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(at(name, value));
  }

  private Member at(String name, JsonNode value) {
    return new Member(document, path.isEmpty() ? name : path + "." + name, value);
  }

  /** The object that it is. */
  ObjectNode object() {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw fault("it is no object");
  }

  /** The values of the list that it is. */
  List<Member> list() {
    if (!node.isArray()) {
      throw fault("it is no list");
    }
    List<Member> elements = new ArrayList<>(node.size());
    for (int at = 0; at < node.size(); at++) {
      elements.add(new Member(document, path + "[" + at + "]", node.get(at)));
    }
    return elements;
  }

  /** The text that it is. */
  String text() {
    if (node.isString()) {
      return node.stringValue();
    }
    throw fault("it is no text");
  }

  /** The whole number that it is. */
  long whole(long least, long most) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw fault("it is no whole number from " + least + " to " + most);
    }
    long value = node.longValue();
    if (value < least || value > most) {
      throw fault("it is not from " + least + " to " + most);
    }
    return value;
  }

  /** The lengths that it lists. */
  Shape shape(long least) {
    if (node.isArray() && node.size() > MAX_RANK) {
      throw fault("it has more than " + MAX_RANK + " axes");
    }
    return Shape.of(list().stream().map(length -> length.whole(least, Long.MAX_VALUE)).toList());
  }

  CorruptDataException fault(String reason) {
    return fault(reason, null);
  }

  CorruptDataException fault(String reason, @Nullable Throwable cause) {
    return ZarrFault.corrupt(document, path.isEmpty() ? "document" : path, reason, cause);
  }

  ServiceException unsupported(String feature) {
    return ZarrFault.unsupported(document, path.isEmpty() ? "document" : path, feature);
  }
}
