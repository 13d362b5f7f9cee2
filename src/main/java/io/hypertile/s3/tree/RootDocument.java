package io.hypertile.s3.tree;

import io.hypertile.error.ServiceException;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.LoadedObject;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of the group that a collection is. An attribute of it says what the collection is
 * and belongs to the server: it stays whatever clients put, and when they delete the document.
 */
final class RootDocument {
  private static final String OWN = "hypertile";

  private RootDocument() {}

  /**
   * The document as it is kept after a client has put one.
   *
   * @param before the document until then; empty if there was none
   * @throws S3Failure if it is not the document of a group
   */
  static byte[] put(Optional<LoadedObject> before, byte[] put) {
    if (!(NodeCheck.parse(NodeDocument.NAME, put) instanceof GroupDocument group)) {
      throw new S3Failure(
          S3Code.INVALID_REQUEST,
          "A collection is a group of Zarr; put arrays into groups or beside each other below it.");
    }
    Optional<JsonNode> own = own(before);
    ObjectNode attributes = group.attributes();
    if (own.equals(Optional.ofNullable(attributes.get(OWN)))) {
      return put;
    }
    attributes.remove(OWN);
    own.ifPresent(node -> attributes.set(OWN, node));
    return group.withAttributes(attributes).bytes();
  }

  /** The document as it is kept after a client has deleted it: without what clients put. */
  static byte[] cleared(Optional<LoadedObject> before) {
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    own(before).ifPresent(node -> attributes.set(OWN, node));
    return GroupDocument.create(attributes).bytes();
  }

  /** The document as clients see it: what they put, or that of an empty group. */
  static byte[] shown(Optional<LoadedObject> stored) {
    if (stored.isEmpty()) {
      return cleared(stored);
    }
    byte[] bytes = stored.get().bytes();
    try {
      if (NodeDocument.parse(NodeDocument.NAME, bytes) instanceof GroupDocument group
          && group.attributes().has(OWN)) {
        ObjectNode attributes = group.attributes();
        attributes.remove(OWN);
        return group.withAttributes(attributes).bytes();
      }
    } catch (ServiceException e) {
      // A document that the server does not read is shown as it is.
    }
    return bytes;
  }

  private static Optional<JsonNode> own(Optional<LoadedObject> before) {
    return before
        .map(loaded -> NodeDocument.parse(NodeDocument.NAME, loaded.bytes()))
        .map(document -> document.attributes().get(OWN));
  }
}
