package io.hypertile.zarr.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.Placement;
import io.hypertile.schema.ViewSchema;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collections as documents of groups: the interface's document of the collection, without its name
 * and place, which are where the group is, stands in the attribute {@code hypertile}.
 */
final class CollectionDocuments {
  /** The attribute of groups and arrays that is the server's own. */
  static final String OWN = "hypertile";

  private static final long LARGEST = 64L << 20;
  private static final String KIND = "kind";
  private static final String ARRAYS = "arrays";
  private static final String DATASETS = "datasets";
  private static final String PARTITIONS = "partitions";
  private static final String VIEW = "view";
  private static final List<String> KINDS = List.of(ARRAYS, DATASETS, PARTITIONS, VIEW);
  private static final String FORMAT = "format";
  private static final int NEWEST_FORMAT = 1;
  private static final String COLLECTION = "collection";
  private static final List<String> PLACE = List.of("name", "storage", "store");

  private CollectionDocuments() {}

  /** The document of a new group. */
  static byte[] write(Collection collection) {
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    put(collection, attributes);
    return GroupDocument.create(attributes).bytes();
  }

  /** The document of a group that is there, as a collection; empty if it is one already. */
  static Optional<byte[]> into(GroupDocument group, Collection collection) {
    ObjectNode attributes = group.attributes();
    if (attributes.has(OWN)) {
      return Optional.empty();
    }
    put(collection, attributes);
    return Optional.of(group.withAttributes(attributes).bytes());
  }

  /** The document of a group that was a collection. */
  static byte[] without(GroupDocument group) {
    ObjectNode attributes = group.attributes();
    attributes.remove(OWN);
    return group.withAttributes(attributes).bytes();
  }

  private static void put(Collection collection, ObjectNode attributes) {
    ObjectNode document = SchemaJson.toJson(collection);
    document.remove(PLACE);
    attributes
        .putObject(OWN)
        .put(KIND, kind(collection))
        .put(FORMAT, NEWEST_FORMAT)
        .set(COLLECTION, document);
  }

  private static String kind(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored -> ARRAYS;
      case DatasetsSchema ignored -> DATASETS;
      case PartitionedSchema ignored -> PARTITIONS;
      case ViewSchema ignored -> VIEW;
    };
  }

  /** The bytes of the document of a collection, or of a copy of one; empty if it does not exist. */
  static Optional<LoadedObject> load(Store store, StoreKey key) {
    return store.load(key, LARGEST);
  }

  /**
   * Reads the document of a node that may be a collection.
   *
   * @param key where it is, for messages
   * @return empty if it is another node, which a program of Zarr made
   * @throws CorruptDataException if it is not a document of Zarr, or not understood as a collection
   */
  static Optional<Collection> parse(
      String key, byte[] bytes, CollectionName name, Placement placement) {
    if (!(NodeDocument.parse(key, bytes) instanceof GroupDocument group)
        || !(group.attributes().get(OWN) instanceof ObjectNode own)
        || !KINDS.contains(own.path(KIND).asString(""))) {
      return Optional.empty();
    }
    JsonNode format = own.path(FORMAT);
    if (!format.isInt() || format.intValue() < 1 || format.intValue() > NEWEST_FORMAT) {
      throw new CorruptDataException(
          key, "attributes.hypertile.format", -1, "it is not " + NEWEST_FORMAT, null);
    }
    if (!(own.get(COLLECTION) instanceof ObjectNode document)) {
      throw new CorruptDataException(
          key, "attributes.hypertile.collection", -1, "it is no object", null);
    }
    try {
      return Optional.of(SchemaJson.parse(document.put("name", name.text())).in(placement));
    } catch (ServiceException e) {
      throw new CorruptDataException(
          key, "attributes.hypertile.collection", -1, e.detail() + " " + e.members(), e);
    }
  }
}
