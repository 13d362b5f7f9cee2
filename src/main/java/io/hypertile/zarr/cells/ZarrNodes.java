package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.Optional;

/** Documents of nodes in a store. */
public final class ZarrNodes {
  /** Longest document. */
  private static final long MOST_BYTES = 64L << 20;

  private ZarrNodes() {}

  /**
   * The document of the node in a place, of format 3 or else of format 2; empty if there is none.
   *
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} if it contradicts the format,
   *     or says what is not supported
   */
  public static Optional<NodeDocument> find(ReadableObjects objects, StorePrefix place) {
    StoreKey key = place.key(NodeDocument.NAME);
    return load(objects, key)
        .map(found -> NodeDocument.parse(key.text(), found.bytes()))
        .or(() -> findOfFormat2(objects, place));
  }

  /** Version of a node in the server's own words, from that of its document. */
  public static Version version(ObjectVersion version) {
    return ZarrState.version(version);
  }

  private static Optional<NodeDocument> findOfFormat2(ReadableObjects objects, StorePrefix place) {
    StoreKey array = place.key(ZarrV2.ARRAY);
    Optional<NodeDocument> found =
        load(objects, array)
            .map(own -> ZarrV2.array(array.text(), own.bytes(), attributes(objects, place)));
    if (found.isPresent()) {
      return found;
    }
    StoreKey group = place.key(ZarrV2.GROUP);
    return load(objects, group)
        .map(own -> ZarrV2.group(group.text(), own.bytes(), attributes(objects, place)));
  }

  private static byte @org.jspecify.annotations.Nullable [] attributes(
      ReadableObjects objects, StorePrefix place) {
    return load(objects, place.key(ZarrV2.ATTRIBUTES)).map(LoadedObject::bytes).orElse(null);
  }

  private static Optional<LoadedObject> load(ReadableObjects objects, StoreKey key) {
    return objects.load(key, MOST_BYTES);
  }
}
