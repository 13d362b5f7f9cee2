package io.hypertile.zarr.engine;

import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionStore;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
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

  ZarrCollections(Parts parts, KnownCollections known, OpenDatasets datasets) {
    this.datasets = datasets;
    this.parts = parts;
    this.layout = parts.layout();
    this.known = known;
  }

  @Override
  public void create(Collection collection) {
    CollectionName name = collection.name();
    StorePrefix place = layout.collection(name);
    switch (collection.schema()) {
      case ArraysSchema arrays -> NodeDocuments.requireStorable(collection, place);
      case DatasetsSchema schema -> requireThere(collection, schema);
    }
    parts.requireWritable();
    try (HeldLock held = parts.locks().collection(name)) {
      removeLeftOf(name);
      if (!StoredKeys.first(parts.store(), place).isEmpty()) {
        throw inUse(name);
      }
      commit(collection);
    }
  }

  /** Refuses a path that leads to no hierarchy, or to one that cannot be changed as asked. */
  private void requireThere(Collection collection, DatasetsSchema schema) {
    if (schema.path().isEmpty()) {
      return;
    }
    NodeDocument found =
        ZarrNodes.find(parts.store(), datasets.root(collection))
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

  /** By a commit, as whatever was removed in the place before went by one. */
  private void commit(Collection collection) {
    CollectionName name = collection.name();
    StoreKey key = layout.document(name);
    ObjectBody document = ObjectBody.of(CollectionDocuments.write(collection));
    try (Revision before = parts.revisions().open(key)) {
      if (before.version().isPresent()) {
        throw inUse(name);
      }
      try (StagedObject staged = parts.revisions().stageHead(document)) {
        CommitResult result =
            parts.revisions().commit(before, List.of(new KeyChange.Put(key, staged)));
        known.forget(name);
        switch (result) {
          case CommitResult.Committed committed -> {}
          case CommitResult.Lost lost -> throw inUse(name);
          case CommitResult.Unknown unknown ->
              throw new ServiceException(
                  ErrorCode.STORAGE_UNAVAILABLE,
                  "Whether the collection was made is not known; list the collections to see.",
                  Map.of("collection", name.text()),
                  unknown.cause());
        }
      }
    }
  }

  private static ServiceException inUse(CollectionName name) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The store has a collection, or objects of other programs, under this name already; choose"
            + " another name or remove them first.",
        Map.of("collection", name.text()),
        null);
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
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isThere(name)) {
        return false;
      }
      parts.requireWritable();
      findReadable(name).ifPresent(check);
      ObjectBody note = ObjectBody.of(new byte[0]);
      if (!(parts.plain().put(layout.removal(name), note, Condition.ALWAYS)
          instanceof PutResult.Stored)) {
        throw new ServiceException(
            ErrorCode.STORAGE_UNAVAILABLE,
            "The store does not say whether the collection is removed; remove it again.");
      }
      known.forget(name);
      datasets.forget(name);
      removeLeftOf(name);
      return true;
    }
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
    parts.plain().delete(List.of(removal));
  }

  private void removeArrays(StorePrefix place) {
    parts.arrays().deleteAll(StoredKeys.children(parts.store(), place));
  }

  @Override
  public boolean clear(CollectionName name) {
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isThere(name)) {
        return false;
      }
      parts.requireWritable();
      Optional<Collection> collection = findReadable(name);
      if (collection.isPresent() && !collection.get().hasArrays()) {
        datasets.of(collection.get()).clear();
        return true;
      }
      removeArrays(layout.collection(name));
      StoredKeys.deleteAll(parts.plain(), layout.register(name));
      StoredKeys.deleteAll(parts.plain(), layout.tiles(name));
      return true;
    }
  }
}
