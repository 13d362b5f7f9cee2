package io.hypertile.zarr.engine;

import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionStore;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
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

  ZarrCollections(Parts parts, KnownCollections known) {
    this.parts = parts;
    this.layout = parts.layout();
    this.known = known;
  }

  @Override
  public void create(Collection collection) {
    CollectionName name = collection.name();
    StorePrefix place = layout.collection(name);
    NodeDocuments.requireStorable(collection, place);
    parts.requireWritable();
    try (HeldLock held = parts.locks().collection(name)) {
      removeLeftOf(name);
      if (!StoredKeys.first(parts.store(), place).isEmpty()) {
        throw inUse(name);
      }
      commit(collection);
    }
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
      removeArrays(layout.collection(name));
      StoredKeys.deleteAll(parts.plain(), layout.register(name));
      StoredKeys.deleteAll(parts.plain(), layout.tiles(name));
      return true;
    }
  }
}
