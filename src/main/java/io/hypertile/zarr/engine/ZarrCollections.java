package io.hypertile.zarr.engine;

import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.Removal;
import io.hypertile.schema.ViewSchema;
import io.hypertile.schema.json.RemovalJson;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collections as groups of a store. A collection is gone when the note of its removal is there:
 * what is left of it after that belongs to nobody, and goes before another one of the name is made.
 */
final class ZarrCollections implements CollectionStore {
  private final Parts parts;
  private final ZarrLayout layout;
  private final KnownCollections known;
  private final OpenDatasets datasets;
  private final PlacedPartitions partitions;
  private final OwnDocuments own;
  private final NewPlaces places;
  private final ZarrTrash trash;

  ZarrCollections(
      Parts parts, KnownCollections known, OpenDatasets datasets, PlacedPartitions partitions) {
    this.datasets = datasets;
    this.partitions = partitions;
    this.own = new OwnDocuments(parts);
    this.places = new NewPlaces(parts, own, partitions);
    this.parts = parts;
    this.layout = parts.layout();
    this.known = known;
    this.trash = new ZarrTrash(parts, this::find, this::count, this::forget, this::purge);
  }

  @Override
  public void create(Collection collection) {
    CollectionName name = collection.name();
    StorePrefix place = layout.collection(name);
    switch (collection.schema()) {
      case ArraysSchema arrays -> NodeDocuments.requireStorable(collection, place);
      case DatasetsSchema schema -> requireThere(collection, schema);
      case PartitionedSchema ignored -> {}
      case ViewSchema ignored -> {}
    }
    Collection kept =
        collection.schema() instanceof PartitionedSchema schema && schema.path().isPresent()
            ? partitions.found(collection)
            : collection;
    parts.requireWritable();
    try (HeldLock held = parts.locks().collection(name)) {
      trash.requireFree(name);
      removeLeftOf(name);
      if (!own.isAtItsPath(kept) && !StoredKeys.first(parts.store(), place).isEmpty()) {
        throw NewPlaces.inUse(name);
      }
      try {
        places.commit(kept);
      } finally {
        known.forget(name);
      }
    }
  }

  /** Refuses a path that leads to no hierarchy, or to one that cannot be changed as asked. */
  private void requireThere(Collection collection, DatasetsSchema schema) {
    if (schema.path().isEmpty()) {
      return;
    }
    NodeDocument found =
        ZarrNodes.find(parts.store(), layout.contents(collection))
            .orElseThrow(() ->
                unfit(
                    "/path",
                    "There is no group of Zarr at this path of the store; give the path of one."));
    if (!(found instanceof GroupDocument group)) {
      throw unfit("/path", "The path leads to an array of Zarr; give that of the group above it.");
    }
    if (group.format() != 3 && !schema.isReadOnly()) {
      throw unfit(
          "/read_only",
          "Hierarchies of Zarr format 2 are only read; ask for that with \"read_only\": true.");
    }
  }

  private static ServiceException unfit(String pointer, String detail) {
    return new ServiceException(ErrorCode.INVALID_SCHEMA, detail, Map.of("pointer", pointer), null);
  }

  @Override
  public Optional<Collection> find(CollectionName name) {
    return name.text().equals(ZarrLayout.PRIVATE) ? Optional.empty() : known.find(name);
  }

  @Override
  public List<CollectionName> list() {
    return known.candidates().stream().filter(this::isThere).sorted().toList();
  }

  /** A damaged collection is there. */
  boolean isThere(CollectionName name) {
    try {
      return find(name).isPresent();
    } catch (CorruptDataException e) {
      return true;
    }
  }

  @Override
  public boolean delete(CollectionName name) {
    return delete(name, collection -> {});
  }

  @Override
  public boolean delete(CollectionName name, Consumer<Collection> check) {
    return remove(name, check, Optional.empty());
  }

  @Override
  public boolean discard(Removal removal, Consumer<Collection> check) {
    return remove(removal.name(), check, Optional.of(removal));
  }

  @Override
  public CollectionTrash trash() {
    return trash;
  }

  private boolean remove(
      CollectionName name, Consumer<Collection> check, Optional<Removal> removal) {
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isThere(name)) {
        return false;
      }
      parts.requireWritable();
      Optional<Collection> there = findReadable(name);
      there.ifPresent(check);
      if (there.filter(own::isAtItsPath).isPresent()) {
        own.leave(name);
        known.forget(name);
        partitions.forget(name);
        return true;
      }
      note(name, removal.map(RemovalJson::write).orElseGet(() -> new byte[0]));
      forget(name);
      if (removal.isEmpty()) {
        removeLeftOf(name);
      }
      return true;
    }
  }

  private long count(Collection collection) {
    try {
      return new StoredCount(parts, datasets, partitions).of(collection);
    } finally {
      forget(collection.name());
    }
  }

  private void forget(CollectionName name) {
    known.forget(name);
    datasets.forget(name);
    partitions.forget(name);
  }

  private void note(CollectionName name, byte[] text) {
    ObjectBody note = ObjectBody.of(text);
    if (!(parts.plain().put(layout.removal(name), note, Condition.ALWAYS)
        instanceof PutResult.Stored)) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "The store does not say whether the collection is removed; remove it again.");
    }
  }

  /** Removes what the trash has of a name, which cannot be brought back from its first moment. */
  private void purge(CollectionName name) {
    note(name, new byte[0]);
    forget(name);
    removeLeftOf(name);
  }

  private Optional<Collection> findReadable(CollectionName name) {
    try {
      return find(name);
    } catch (CorruptDataException e) {
      return Optional.empty();
    }
  }

  /** Removes what is left of a collection that was removed, the note of that last. */
  private void removeLeftOf(CollectionName name) {
    StoreKey removal = layout.removal(name);
    if (parts.plain().find(removal).isEmpty()) {
      return;
    }
    StorePrefix place = layout.collection(name);
    removeArrays(place);
    parts.arrays().delete(place, Precondition.NONE);
    StoredKeys.deleteAll(parts.store(), place);
    StoredKeys.deleteAll(parts.plain(), layout.register(name));
    StoredKeys.deleteAll(parts.plain(), layout.tiles(name));
    parts.plain().delete(List.of(layout.merging(name)));
    parts.plain().delete(List.of(removal));
  }

  private void removeArrays(StorePrefix place) {
    parts.arrays().deleteAll(StoredKeys.children(parts.store(), place));
  }

  @Override
  public boolean clear(CollectionName name) {
    return clear(name, Optional.empty());
  }

  @Override
  public boolean keepsArrays(CollectionName name) {
    return findReadable(name).filter(ZarrCollections::hasArrays).isPresent();
  }

  private static boolean hasArrays(Collection collection) {
    return collection.schema() instanceof ArraysSchema;
  }

  @Override
  public boolean discardArrays(Removal removal) {
    return clear(removal.name(), Optional.of(removal));
  }

  private boolean clear(CollectionName name, Optional<Removal> removal) {
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isThere(name)) {
        return false;
      }
      parts.requireWritable();
      Optional<Collection> collection = findReadable(name);
      if (collection.isPresent() && clearOther(collection.get())) {
        return true;
      }
      if (collection.isPresent() && removal.isPresent()) {
        trash.discardArrays(removal.get());
        return true;
      }
      removeArrays(layout.collection(name));
      StoredKeys.deleteAll(parts.plain(), layout.register(name));
      StoredKeys.deleteAll(parts.plain(), layout.tiles(name));
      return true;
    }
  }

  /** Clears what holds no arrays of one schema; gives whether it is that. */
  private boolean clearOther(Collection collection) {
    switch (collection.schema()) {
      case ArraysSchema ignored -> {
        return false;
      }
      case DatasetsSchema ignored -> datasets.of(collection).clear();
      case PartitionedSchema ignored ->
          partitions.of(collection).drop(key -> true, Precondition.NONE);
      case ViewSchema ignored ->
          throw new ServiceException(
              ErrorCode.WRONG_KIND,
              "A view has the rows of its base, which are not removed with it; delete the view.");
    }
    return true;
  }
}
