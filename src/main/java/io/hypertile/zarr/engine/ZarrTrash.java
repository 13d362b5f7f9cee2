package io.hypertile.zarr.engine;

import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import io.hypertile.schema.json.RemovalJson;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.StoreKey;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Removed collections of a store, and arrays that were removed from one together. A collection
 * stays where it is: the note of the removal alone hides it from the server, and one object less
 * brings it back; its name is taken until it is restored or purged. Arrays are moved, so that
 * others can be made in their places.
 */
final class ZarrTrash implements CollectionTrash {
  private static final System.Logger LOG = System.getLogger(ZarrTrash.class.getName());

  private final Parts parts;
  private final RemovedNodes removed;
  private final Function<CollectionName, Optional<Collection>> finding;
  private final ToLongFunction<Collection> counting;
  private final Consumer<CollectionName> forgetting;
  private final Consumer<CollectionName> purging;

  /**
   * The trash of a store.
   *
   * @param finding finds a collection that is there
   * @param counting counts what a collection holds, which need not be shown
   * @param forgetting forgets what is known of a name
   * @param purging removes all of a name, whose lock is held, the note of its removal last
   */
  ZarrTrash(
      Parts parts,
      Function<CollectionName, Optional<Collection>> finding,
      ToLongFunction<Collection> counting,
      Consumer<CollectionName> forgetting,
      Consumer<CollectionName> purging) {
    this.parts = parts;
    this.removed = new RemovedNodes(parts);
    this.finding = finding;
    this.counting = counting;
    this.forgetting = forgetting;
    this.purging = purging;
  }

  /**
   * Checks that the trash has no collection of a name.
   *
   * @throws ServiceException {@code already-exists} with its id
   */
  void requireFree(CollectionName name) {
    Optional<Removal> removal = find(name);
    if (removal.isPresent()) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "The trash has a removed collection of this name, which keeps the name in its store;"
              + " restore it, or purge it first: DELETE /api/v1/trash/%s."
                  .formatted(removal.get().id()),
          Map.of("collection", name.text(), "trash", removal.get().id()),
          null);
    }
  }

  /** Moves all arrays of a collection, whose lock is held, into the trash. */
  void discardArrays(Removal removal) {
    removed.aside(removal);
  }

  /** The removal that hides a collection; empty if it was not removed, or is purged already. */
  Optional<Removal> find(CollectionName name) {
    String key = parts.layout().removal(name).text();
    Optional<LoadedObject> note = parts.note(parts.layout().removal(name));
    if (note.isEmpty() || note.get().bytes().length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(RemovalJson.parse(key, note.get().bytes()))
          .filter(removal -> removal.name().equals(name));
    } catch (CorruptDataException e) {
      LOG.log(Level.WARNING, "A removed collection is not listed: {0}", e.detail());
      return Optional.empty();
    }
  }

  @Override
  public List<Kept> list() {
    List<Kept> found = new ArrayList<>();
    if (!parts.plain().capabilities().lists()) {
      return found;
    }
    for (CollectionName name : StoredKeys.collections(parts.plain(), parts.layout().own())) {
      find(name).ifPresent(removal -> found.add(kept(removal)));
    }
    removed.list().forEach(removal -> found.add(kept(removal)));
    return found;
  }

  private Kept kept(Removal removal) {
    return new Kept(removal, parts.placement());
  }

  @Override
  public Optional<Kept> find(String id) {
    Optional<Kept> arrays = removed.find(id).map(this::kept);
    return arrays.isPresent() ? arrays : CollectionTrash.super.find(id);
  }

  @Override
  public boolean restore(Kept kept) {
    CollectionName name = kept.removal().name();
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isKept(kept.removal())) {
        return false;
      }
      parts.requireWritable();
      switch (kept.removal().what()) {
        case COLLECTION -> {
          parts.plain().delete(List.of(parts.layout().removal(name)));
          forgetting.accept(name);
        }
        case ARRAYS -> removed.back(kept.removal(), require(name));
      }
      return true;
    }
  }

  private Collection require(CollectionName name) {
    return finding
        .apply(name)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "There is no collection of this name to restore the arrays into; make it, or"
                    + " restore it, first.",
                Map.of("collection", name.text()),
                null));
  }

  private boolean isKept(Removal removal) {
    Optional<Removal> found =
        switch (removal.what()) {
          case COLLECTION -> find(removal.name());
          case ARRAYS -> removed.find(removal.id());
        };
    return found.filter(each -> each.id().equals(removal.id())).isPresent();
  }

  @Override
  public boolean purge(Kept kept) {
    CollectionName name = kept.removal().name();
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isKept(kept.removal())) {
        return false;
      }
      parts.requireWritable();
      switch (kept.removal().what()) {
        case COLLECTION -> purging.accept(name);
        case ARRAYS -> removed.purge(kept.removal());
      }
      return true;
    }
  }

  @Override
  public long bytes(Kept kept) {
    return switch (kept.removal().what()) {
      case COLLECTION ->
          StoredKeys.bytes(parts.store(), parts.layout().collection(kept.removal().name()));
      case ARRAYS -> removed.bytes(kept.removal());
    };
  }

  @Override
  public long arrays(Kept kept) {
    return switch (kept.removal().what()) {
      case COLLECTION -> count(kept.removal().name());
      case ARRAYS -> removed.arrays(kept.removal());
    };
  }

  private long count(CollectionName name) {
    StoreKey document = parts.layout().document(name);
    try {
      return CollectionDocuments.load(parts.store(), document)
          .flatMap(found ->
              CollectionDocuments.parse(document.text(), found.bytes(), name, parts.placement()))
          .map(counting::applyAsLong)
          .orElse(0L);
    } catch (CorruptDataException e) {
      LOG.log(Level.DEBUG, "{0} is not counted: {1}", name, e.detail());
      return 0;
    }
  }
}
