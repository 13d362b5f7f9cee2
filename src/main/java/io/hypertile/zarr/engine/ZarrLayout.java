package io.hypertile.zarr.engine;

import io.hypertile.digest.Sha256;
import io.hypertile.engine.TileAddress;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PlacedSchema;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.util.HexFormat;
import java.util.Map;

/**
 * Keys of everything that collections have in a store: {@code NAME/zarr.json} is the group of a
 * collection, {@code NAME/NODE/zarr.json} an array in it, and below {@code .collections/NAME} lies
 * what programs of Zarr need not see. The only class that makes such keys.
 *
 * @param root the place of all collections
 */
record ZarrLayout(StorePrefix root) {
  /** Name beside the collections, which none can have. */
  static final String PRIVATE = ".collections";

  /** Within the 255 bytes of a file's name, and of a key with a long name of a collection. */
  private static final int LONGEST_NODE = 200;

  private static final int KEPT_OF_LONG = 120;

  /** Never part of a key's text, in which it is encoded. */
  private static final char BEHIND_KEPT = '+';

  private static final int DIGEST_BYTES = 20;

  /** Digits of an id that name a directory: those that new ids take from the time. */
  private static final int DIRECTORY_DIGITS = 8;

  /**
   * The place of a collection.
   *
   * @throws ServiceException {@code invalid-name} if its name is taken in every store
   */
  StorePrefix collection(CollectionName name) {
    if (name.text().equals(PRIVATE)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name "
              + PRIVATE
              + " is the server's own where collections are kept in Zarr; choose"
              + " another one.",
          Map.of("name", PRIVATE),
          null);
    }
    return root.child(name.text());
  }

  /** The place of what a collection holds, which may be elsewhere than its document. */
  StorePrefix contents(Collection collection) {
    return collection.schema() instanceof PlacedSchema schema && schema.path().isPresent()
        ? new StorePrefix(schema.path().get())
        : collection(collection.name());
  }

  /** The document of a collection. */
  StoreKey document(CollectionName name) {
    return collection(name).key(NodeDocument.NAME);
  }

  /** The place of what the server keeps for collections, each below its name. */
  StorePrefix own() {
    return root.child(PRIVATE);
  }

  /** The object that is there from when a collection is removed until nothing of it is left. */
  StoreKey removal(CollectionName name) {
    return own().child(name.text()).key("removal");
  }

  /** The lease on merging what a collection holds. */
  StoreKey merging(CollectionName name) {
    return own().child(name.text()).child("leases").key("merge");
  }

  /** The place of arrays that were removed together, of all collections. */
  StorePrefix removed() {
    return own().child(PRIVATE).child("removed");
  }

  /** The place of the register of a collection's ids. */
  StorePrefix register(CollectionName name) {
    return own().child(name.text()).child("ids");
  }

  /** The entry of an id. */
  StoreKey entry(CollectionName name, ArrayId id) {
    return register(name).key(split(id));
  }

  private static String split(ArrayId id) {
    String digits = id.text();
    return digits.substring(0, DIRECTORY_DIGITS) + "/" + digits.substring(DIRECTORY_DIGITS + 1);
  }

  /**
   * The place of entries of ids with a common beginning.
   *
   * @param beginning of ids, at least their first eight digits
   */
  StorePrefix entries(CollectionName name, String beginning) {
    return register(name).child(beginning.substring(0, DIRECTORY_DIGITS));
  }

  /** The place of what is kept of tiles: the ids that they were given. */
  StorePrefix tiles(CollectionName name) {
    return own().child(name.text()).child("tiles");
  }

  /** The place of the ids that tiles of an array were given. */
  StorePrefix tiles(CollectionName name, ArrayId array) {
    return tiles(name).child("of").child(array.text());
  }

  /** The object with the id that a tile was given. */
  StoreKey tile(CollectionName name, TileAddress tile) {
    return tiles(name, tile.array()).key(Long.toString(tile.number()));
  }

  /** The object that tells of which tile an id is. */
  StoreKey tileId(CollectionName name, ArrayId id) {
    return tiles(name).child("ids").key(split(id));
  }

  /** The id that an entry is for; none for an object that is no entry. */
  static String id(StorePrefix register, StoreKey entry) {
    return entry.text().substring(register.text().length() + 1).replace('/', '-');
  }

  /** The place of an array. */
  StorePrefix array(CollectionName name, String node) {
    return collection(name).child(node);
  }

  /** Name of the node of an array: its id where arrays have no key. */
  static String node(Collection collection, ArrayHeader header) {
    return collection.arrays().primaryAttributes().isEmpty()
        ? header.id().text()
        : node(collection.arrays(), header.primary());
  }

  /** Name of the node of the array of a key: as addresses have it, cut where it is long. */
  static String node(ArraysSchema schema, Attributes primary) {
    String text = "~" + AttributesJson.keyText(schema, primary);
    if (text.length() <= LONGEST_NODE) {
      return text;
    }
    return text.substring(0, KEPT_OF_LONG) + BEHIND_KEPT + digest(text);
  }

  private static String digest(String text) {
    return HexFormat.of().formatHex(Sha256.of(text), 0, DIGEST_BYTES);
  }
}
