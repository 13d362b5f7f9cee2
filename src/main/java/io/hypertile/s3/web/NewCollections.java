package io.hypertile.s3.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.json.JsonReading;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.tree.SpooledBody;
import io.hypertile.s3.tree.TreeRules;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.zarr.NodeDocument;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the collections that clients begin with a first object: a hierarchy of datasets with the
 * document of its group, a partitioned collection with the document by which zcollection finds one.
 * Thread-safe.
 */
final class NewCollections {
  private static final String FORM = "_zcollection.json";
  private static final String PARTITIONED = "partitioned";

  /** Members of the document that say what the collection is. */
  private static final List<String> OF_FORM = List.of("axis", "partitioning", "catalog", "schema");

  private final CollectionService collections;
  private final Buckets buckets;
  private final TreeRules rules;

  NewCollections(CollectionService collections, Buckets buckets, TreeRules rules) {
    this.collections = collections;
    this.buckets = buckets;
    this.rules = rules;
  }

  /** Whether an object of this key begins a new collection. */
  static boolean isBeginning(String key) {
    return key.equals(NodeDocument.NAME) || key.equals(FORM);
  }

  /** Whether an object says what a collection is, as long as that is there. */
  static boolean isForm(Collection collection, String key) {
    return key.equals(FORM)
        && SchemaJson.toJson(collection).path("kind").asString("").equals(PARTITIONED);
  }

  /**
   * Makes the collection that an object begins.
   *
   * @param body the object, which is still to be put
   */
  Buckets.Found make(Buckets.Place place, SpooledBody body) {
    if (place.key().equals(FORM)) {
      collections.create(parse(place, body));
    } else {
      rules.requireGroup(body);
      ObjectNode document = document(place).put("kind", "dataset").put("layout", "tree");
      collections.create(SchemaJson.parse(document));
    }
    return buckets.require(place);
  }

  /**
   * Refuses a document by which a collection would become another one.
   *
   * @throws S3Failure if it says anything else than what is there
   */
  void requireSame(Buckets.Found found, Buckets.Place place, SpooledBody body) {
    ObjectNode present = SchemaJson.toJson(found.collection());
    ObjectNode put = SchemaJson.toJson(parse(place, body));
    for (String member : OF_FORM) {
      if (!present.path(member).equals(put.path(member))) {
        throw new S3Failure(
            S3Code.ACCESS_DENIED,
            "The collection is there with another %s; remove it at /api/v1 to make another one."
                .formatted(member));
      }
    }
  }

  private ObjectNode document(Buckets.Place place) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", place.name());
    place.store().ifPresent(store -> document.put("store", store));
    return document;
  }

  private Collection parse(Buckets.Place place, SpooledBody body) {
    JsonNode form = JsonReading.parse(body.toBytes());
    if (!(form instanceof ObjectNode members)) {
      throw new S3Failure(S3Code.INVALID_REQUEST, "The document of a collection is an object.");
    }
    if (members.path("format_version").asInt(1) != 1) {
      throw new S3Failure(
          S3Code.INVALID_REQUEST, "The document of the collection has a newer format_version.");
    }
    ObjectNode document = document(place).put("kind", PARTITIONED);
    members
        .properties()
        .forEach(member -> {
          if (!document.has(member.getKey()) && !member.getKey().equals("format_version")) {
            document.set(member.getKey(), member.getValue());
          }
        });
    return SchemaJson.parse(document);
  }
}
