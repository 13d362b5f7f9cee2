package io.hypertile.zarr.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import io.hypertile.store.age.Staleness;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Documents of collections that were read, and names that have none. Each is read again when its
 * object has another version, which is looked at once in a while. Thread-safe.
 */
final class KnownCollections {
  private static final int KEPT = 10_000;

  private final Store store;
  private final Store plain;
  private final ZarrLayout layout;
  private final Placement placement;
  private final long lasting;
  private final Reachability reachability;
  private volatile @Nullable Listed listed;
  private final Map<CollectionName, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CollectionName, Known> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A document as it was found.
   *
   * @param version of its object; empty if the object does not exist
   * @param collection empty if the object does not exist, or is not the document of a collection
   * @param at time of the last look at the version, of {@link System#nanoTime}
   */
  private record Known(Optional<ObjectVersion> version, Optional<Collection> collection, long at) {}

  /** Names that were listed, and when. */
  private record Listed(List<CollectionName> names, long at) {}

  /**
   * Nothing is known.
   *
   * @param lasting how long what is known counts without another look; zero for a look at each call
   */
  KnownCollections(Revisions revisions, ZarrLayout layout, Placement placement, Duration lasting) {
    this.store = revisions.store();
    this.plain = revisions.plain();
    this.layout = layout;
    this.placement = placement;
    this.lasting = lasting.toNanos();
    this.reachability = new Reachability(lasting, store.keepsAnswers());
  }

  /**
   * The collection of a name.
   *
   * @throws CorruptDataException if its document cannot be read
   */
  Optional<Collection> find(CollectionName name) {
    Known before = get(name);
    long now = System.nanoTime();
    // Absence is not kept: another server may have made it just now, and told the client so.
    if (before != null && before.collection().isPresent() && now - before.at() < lasting) {
      return before.collection();
    }
    Known found = reachability.ask(() -> look(name, before, now));
    // An old answer is not kept as a new one, so the next request asks the store again.
    if ((found.version().isPresent() || lasting > 0) && !Staleness.isPresentTold()) {
      put(name, found);
    }
    return found.collection();
  }

  private Known look(CollectionName name, @Nullable Known before, long now) {
    StoreKey document = layout.document(name);
    if (before == null) {
      return read(name, document, now);
    }
    Optional<ObjectVersion> version = store.find(document).map(StoredObject::version);
    return before.version().equals(version) && !isHiddenAnew(name, before)
        ? new Known(version, before.collection(), now)
        : read(name, document, now);
  }

  /**
   * Whether another server has moved a collection into the trash, or back, which leaves its
   * document as it is.
   */
  private boolean isHiddenAnew(CollectionName name, Known before) {
    return lasting > 0
        && before.version().isPresent()
        && before.collection().isPresent() == plain.find(layout.removal(name)).isPresent();
  }

  /**
   * Names of places that may be collections, as they are listed by then or were a short while ago.
   */
  List<CollectionName> candidates() {
    Listed known = listed;
    long now = System.nanoTime();
    if (known != null && now - known.at() < lasting) {
      return known.names();
    }
    List<CollectionName> names = reachability.ask(this::list);
    listed = new Listed(names, now);
    return names;
  }

  private List<CollectionName> list() {
    if (!store.capabilities().lists()) {
      return List.of();
    }
    return StoredKeys.collections(store, layout.root());
  }

  private Known read(CollectionName name, StoreKey document, long now) {
    Optional<LoadedObject> loaded = CollectionDocuments.load(store, document);
    boolean isRemoved = loaded.isPresent() && plain.find(layout.removal(name)).isPresent();
    Optional<Collection> collection =
        isRemoved
            ? Optional.empty()
            : loaded.flatMap(found ->
                CollectionDocuments.parse(document.text(), found.bytes(), name, placement));
    return new Known(loaded.map(LoadedObject::version), collection, now);
  }

  private @Nullable Known get(CollectionName name) {
    synchronized (known) {
      return known.get(name);
    }
  }

  private void put(CollectionName name, Known found) {
    synchronized (known) {
      known.put(name, found);
    }
  }

  /** A collection was made or removed. */
  void forget(CollectionName name) {
    synchronized (known) {
      known.remove(name);
    }
    listed = null;
  }
}
