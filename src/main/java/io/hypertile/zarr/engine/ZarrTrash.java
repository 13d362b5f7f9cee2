package io.hypertile.zarr.engine;

import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import io.hypertile.schema.json.RemovalJson;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.StorePrefix;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Removed collections of a store, which stay where they are: stores rename nothing, so the note of
 * the removal alone hides a collection from the server, and one object less brings it back. Its
 * name is taken until it is restored or purged.
 */
final class ZarrTrash implements CollectionTrash {
  private static final System.Logger LOG = System.getLogger(ZarrTrash.class.getName());
  private static final long LARGEST_NOTE = 64 << 10;

  private final Parts parts;
  private final Consumer<CollectionName> forgetting;
  private final Consumer<CollectionName> purging;

  /**
   * The trash of a store.
   *
   * @param forgetting forgets what is known of a name
   * @param purging removes all of a name, whose lock is held, the note of its removal last
   */
  ZarrTrash(Parts parts, Consumer<CollectionName> forgetting, Consumer<CollectionName> purging) {
    this.parts = parts;
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

  /** The removal that hides a collection; empty if it was not removed, or is purged already. */
  Optional<Removal> find(CollectionName name) {
    String key = parts.layout().removal(name).text();
    Optional<LoadedObject> note = parts.plain().load(parts.layout().removal(name), LARGEST_NOTE);
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
    StorePrefix notes = parts.layout().root().child(ZarrLayout.PRIVATE);
    if (!parts.plain().capabilities().lists()) {
      return found;
    }
    for (StorePrefix child : StoredKeys.children(parts.plain(), notes)) {
      String text = child.text().substring(notes.text().length() + 1);
      if (CollectionName.isValid(text)) {
        find(new CollectionName(text))
            .ifPresent(removal -> found.add(new Kept(removal, parts.placement())));
      }
    }
    return found;
  }

  @Override
  public boolean restore(Kept kept) {
    CollectionName name = kept.removal().name();
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isHiddenBy(kept.removal())) {
        return false;
      }
      parts.requireWritable();
      parts.plain().delete(List.of(parts.layout().removal(name)));
      forgetting.accept(name);
      return true;
    }
  }

  private boolean isHiddenBy(Removal removal) {
    return find(removal.name()).filter(found -> found.id().equals(removal.id())).isPresent();
  }

  @Override
  public boolean purge(Kept kept) {
    CollectionName name = kept.removal().name();
    try (HeldLock held = parts.locks().collection(name)) {
      if (!isHiddenBy(kept.removal())) {
        return false;
      }
      parts.requireWritable();
      purging.accept(name);
      return true;
    }
  }

  @Override
  public long bytes(Kept kept) {
    return StoredKeys.bytes(parts.store(), parts.layout().collection(kept.removal().name()));
  }
}
