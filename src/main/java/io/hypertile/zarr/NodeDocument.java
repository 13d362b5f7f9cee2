package io.hypertile.zarr;

import io.hypertile.error.CorruptDataException;
import tools.jackson.databind.node.ObjectNode;

/** Document of a node of a Zarr hierarchy. Immutable. */
public sealed interface NodeDocument permits ArrayDocument, GroupDocument {
  /** Name of the object of a store that holds the document of a node of format 3. */
  String NAME = "zarr.json";

  /** A copy of the attributes that users gave the node. */
  ObjectNode attributes();

  /** The bytes of the document, as zarr-python writes them. */
  byte[] bytes();

  /**
   * Reads the document of a node of format 3.
   *
   * @param name its name in messages, such as the key of its object
   * @throws CorruptDataException if it contradicts the format; names the member
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} if it has what is not
   *     supported
   */
  static NodeDocument parse(String name, byte[] bytes) {
    return ZarrV3.node(Member.of(name, ZarrJson.parse(name, bytes)));
  }
}
