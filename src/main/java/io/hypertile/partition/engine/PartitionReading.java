package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Catalog;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.Depth;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrForm;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds partitions in a state.
 *
 * @param parts of the collection
 */
record PartitionReading(PartitionParts parts) {
  private static final System.Logger LOG = System.getLogger(PartitionReading.class.getName());
  private static final long LARGEST_CATALOG = 256L << 20;
  private static final long LARGEST_DOCUMENT = 64L << 20;

  /** Keys of all partitions, in the order of the text of their paths. */
  List<PartitionKey> keys(PinnedState state) {
    return listed(state).map(KnownDocuments.Listed::keys).orElseGet(() -> walk(state));
  }

  /** The catalog; empty if the collection has no catalog, or a damaged one. */
  Optional<Catalog> catalog(PinnedState state) {
    return listed(state).map(KnownDocuments.Listed::catalog);
  }

  private Optional<KnownDocuments.Listed> listed(PinnedState state) {
    if (!parts.form().hasCatalog()) {
      return Optional.empty();
    }
    StoreKey key = parts.places().catalog();
    Optional<KnownDocuments.Listed> known = parts.known().listed();
    boolean isPresent =
        known.isPresent()
            && state
                .all()
                .find(key)
                .filter(found -> found.version().equals(known.get().version()))
                .isPresent();
    return isPresent ? known : state.all().load(key, LARGEST_CATALOG).flatMap(this::read);
  }

  private Optional<KnownDocuments.Listed> read(LoadedObject document) {
    Optional<KnownDocuments.Listed> read =
        CatalogJson.parse(document.bytes())
            .map(catalog -> new KnownDocuments.Listed(document.version(), catalog, keys(catalog)));
    read.ifPresent(parts.known()::put);
    return read;
  }

  private List<PartitionKey> keys(Catalog catalog) {
    List<PartitionKey> keys = new ArrayList<>();
    boolean isSorted = true;
    for (String path : catalog.paths()) {
      Optional<PartitionKey> key = parts.form().partitioning().parse(path);
      isSorted &= key.isEmpty() || key.get().path().equals(path);
      key.ifPresent(keys::add);
    }
    if (!isSorted) {
      // Another program may have padded the numbers in another way.
      keys.sort(Comparator.comparing(PartitionKey::path));
    }
    return List.copyOf(keys);
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

  /**
   * Checks a condition on the version of partitions.
   *
   * @param keys of partitions, whether they are there or not
   */
  void require(Precondition condition, PinnedState state, List<PartitionKey> keys) {
    if (condition.isNone()) {
      return;
    }
    TreeMap<String, Version> found = new TreeMap<>();
    for (PartitionKey key : keys) {
      version(state, key).ifPresent(version -> found.put(key.path(), ZarrNodes.version(version)));
    }
    condition.require(together(found));
  }

  /** The version of some partitions of a state together. */
  static Version together(PartitionsState state, List<PartitionKey> keys) {
    TreeMap<String, Version> found = new TreeMap<>();
    keys.forEach(key -> found.put(key.path(), state.partition(key).version()));
    return together(found);
  }

  /**
   * The version of some partitions together: that of the one, or a text that stands for all.
   *
   * @param found versions by paths
   */
  private static Version together(SortedMap<String, Version> found) {
    if (found.size() == 1) {
      return found.firstEntry().getValue();
    }
    List<String> texts = new ArrayList<>();
    found.forEach((path, version) -> texts.add(path + '\n' + version.text() + '\n'));
    return Version.digest(texts);
  }

  /** Rows of a partition, by the first of its variables that spans the axis. */
  long rows(PinnedState state, PartitionKey key) {
    for (GroupSchema.Placed placed : parts.variables().values()) {
      if (!parts.isImmutable(placed)) {
        StorePrefix place = parts.places().partition(key).child(placed.path());
        Optional<StoredObject> document = state.all().find(PartitionPlaces.document(place));
        OptionalLong known =
            document.isPresent() ? parts.known().find(document.get()) : OptionalLong.empty();
        if (known.isPresent()) {
          return known.getAsLong();
        }
        if (document.isEmpty()) {
          continue;
        }
        StoredObject found = document.get();
        Optional<ArrayDocument> array =
            PartitionFaults.named(key, placed.path(), () -> document(state, place, found));
        if (array.isPresent()) {
          long rows = array.get().grid().shape().length(axis(placed));
          parts.known().put(found, rows);
          return rows;
        }
      }
    }
    return 0;
  }

  /** Number of the axis that is cut among those of a variable. */
  int axis(GroupSchema.Placed placed) {
    return placed.variable().dimensions().indexOf(parts.form().axis());
  }

  /**
   * Opens the array in a place, for the caller to close; empty if the place has no array.
   *
   * @throws CorruptDataException if there is a group in place of it
   */
  Optional<ZarrArray> open(PinnedState state, StorePrefix place) {
    StoreKey document = PartitionPlaces.document(place);
    Revision seen = state.open(document);
    boolean isTaken = false;
    try {
      Optional<ZarrForm> form = seen.version().flatMap(version -> form(seen, document, version));
      if (form.isPresent()) {
        isTaken = true;
        return Optional.of(parts.arrays().known(seen, place, form.get()));
      }
    } finally {
      if (!isTaken) {
        seen.close();
      }
    }
    Optional<ZarrArray> found = parts.arrays().findIn(place, state::open);
    if (found.isEmpty()) {
      array(state, place);
    }
    return found;
  }

  /** The form of an array whose document is there, read unless the version is known. */
  private Optional<ZarrForm> form(Revision seen, StoreKey document, ObjectVersion version) {
    return parts
        .forms()
        .find(document, version)
        .or(() -> seen.load(document, LARGEST_DOCUMENT).map(read -> form(document, read)));
  }

  private ZarrForm form(StoreKey document, LoadedObject read) {
    return parts
        .forms()
        .find(document, read)
        .orElseGet(() -> {
          NodeDocument node = NodeDocument.parse(document.text(), read.bytes());
          ZarrForm form = ZarrForm.of(document.text(), array(document, node));
          parts.forms().put(document, read.version(), form);
          return form;
        });
  }

  /** The document of an array that is there, also of one whose cells are not read. */
  private Optional<ArrayDocument> document(
      PinnedState state, StorePrefix place, StoredObject found) {
    try {
      return form(state.all(), found.key(), found.version()).map(ZarrForm::document);
    } catch (ServiceException e) {
      LOG.log(System.Logger.Level.DEBUG, "rows of an array whose cells are not read", e);
      return array(state, place);
    }
  }

  /**
   * The document of a variable in a partition; empty if nothing is stored of the variable.
   *
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} with partition and variable
   */
  Optional<ArrayDocument> array(PinnedState state, PartitionKey key, String path) {
    return PartitionFaults.named(
        key, path, () -> array(state, parts.places().partition(key).child(path)));
  }

  /** The document of an array; empty if the place has no array. */
  Optional<ArrayDocument> array(PinnedState state, StorePrefix place) {
    StoreKey document = PartitionPlaces.document(place);
    return ZarrNodes.find(state.all(), place).map(node -> array(document, node));
  }

  private static ArrayDocument array(StoreKey document, NodeDocument node) {
    if (node instanceof ArrayDocument array) {
      return array;
    }
    throw new CorruptDataException(
        document.text(), "node_type", -1, "a group stands where the schema has a variable", null);
  }
}
