package io.hypertile.partition.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.partition.Catalog;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.Depth;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds partitions in a state.
 *
 * @param parts of the collection
 */
record PartitionReading(PartitionParts parts) {
  private static final long LARGEST_CATALOG = 256L << 20;

  /** Keys of all partitions, in the order of the text of their paths. */
  List<PartitionKey> keys(PinnedState state) {
    return catalog(state).map(this::keys).orElseGet(() -> walk(state));
  }

  /** The catalog; empty if there is none, or it is damaged. */
  Optional<Catalog> catalog(PinnedState state) {
    if (!parts.form().hasCatalog()) {
      return Optional.empty();
    }
    return state
        .all()
        .load(parts.places().catalog(), LARGEST_CATALOG)
        .map(LoadedObject::bytes)
        .flatMap(CatalogJson::parse);
  }

  private List<PartitionKey> keys(Catalog catalog) {
    return catalog.paths().stream()
        .flatMap(path -> parts.form().partitioning().parse(path).stream())
        .toList();
  }

  /** Keys of the partitions that there are, found by a list of the store. */
  List<PartitionKey> walk(PinnedState state) {
    List<StorePrefix> level = List.of(parts.places().root());
    List<String> names = parts.form().partitioning().names();
    for (String name : names) {
      List<StorePrefix> next = new ArrayList<>();
      for (StorePrefix place : level) {
        children(place, name + "=", next);
      }
      level = next;
    }
    TreeMap<String, PartitionKey> found = new TreeMap<>();
    for (StorePrefix place : level) {
      String path = path(place);
      parts
          .form()
          .partitioning()
          .parse(path)
          .filter(key -> key.path().equals(path))
          .filter(key -> version(state, key).isPresent())
          .ifPresent(key -> found.put(path, key));
    }
    return List.copyOf(found.values());
  }

  private String path(StorePrefix place) {
    int root = parts.places().root().text().length();
    return place.text().substring(root == 0 ? 0 : root + 1);
  }

  private void children(StorePrefix place, String start, List<StorePrefix> found) {
    parts
        .revisions()
        .store()
        .listAll(
            place,
            Depth.CHILDREN,
            page ->
                page.prefixes().stream()
                    .filter(child -> name(child).startsWith(start))
                    .forEach(found::add));
  }

  private static String name(StorePrefix place) {
    return place.text().substring(place.text().lastIndexOf('/') + 1);
  }

  /** The version of a partition's document; empty if there is no such partition. */
  Optional<ObjectVersion> version(PinnedState state, PartitionKey key) {
    return state
        .all()
        .find(PartitionPlaces.document(parts.places().partition(key)))
        .map(StoredObject::version);
  }

  /** Rows of a partition, by the first of its variables that spans the axis. */
  long rows(PinnedState state, PartitionKey key) {
    for (GroupSchema.Placed placed : parts.variables().values()) {
      if (!parts.isImmutable(placed)) {
        Optional<ArrayDocument> document =
            array(state, parts.places().partition(key).child(placed.path()));
        if (document.isPresent()) {
          return document.get().grid().shape().length(axis(placed));
        }
      }
    }
    return 0;
  }

  /** Number of the axis that is cut among those of a variable. */
  int axis(GroupSchema.Placed placed) {
    return placed.variable().dimensions().indexOf(parts.form().axis());
  }

  /** The document of an array; empty if there is none in the place. */
  Optional<ArrayDocument> array(PinnedState state, StorePrefix place) {
    return ZarrNodes.find(state.all(), place)
        .map(node -> {
          if (node instanceof ArrayDocument array) {
            return array;
          }
          throw new CorruptDataException(
              PartitionPlaces.document(place).text(),
              "node_type",
              -1,
              "a group stands where the schema has a variable",
              null);
        });
  }
}
