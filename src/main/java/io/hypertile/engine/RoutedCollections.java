package io.hypertile.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collections of several storages in one namespace. A storage that cannot be reached hides no
 * collection of another, and none is refused for its sake; what is not found elsewhere fails as
 * that storage does.
 */
final class RoutedCollections implements CollectionStore {
  private static final System.Logger LOG = System.getLogger(RoutedCollections.class.getName());
  private static final int STRIPES = 64;

  private final List<PlacedStorage> storages;
  private final Function<Placement, PlacedStorage> route;

  /** Storages that had a collection when it was last asked for; they are asked first. */
  private final Map<CollectionName, PlacedStorage> found = new ConcurrentHashMap<>();

  /** Names that each storage had when it last told them. */
  private final Map<PlacedStorage, List<CollectionName>> told = new ConcurrentHashMap<>();

  /** Collections of one name are made one after the other. */
  private final List<ReentrantLock> stripes =
      IntStream.range(0, STRIPES).mapToObj(n -> new ReentrantLock()).toList();

  RoutedCollections(List<PlacedStorage> storages, Function<Placement, PlacedStorage> route) {
    this.storages = storages;
    this.route = route;
  }

  @Override
  public void create(Collection collection) {
    PlacedStorage storage = route.apply(collection.placement());
    Collection placed = placed(collection);
    whileFree(
        collection.name(),
        () -> {
          storage.collections().create(placed);
          return true;
        });
  }

  @Override
  public Collection placed(Collection collection) {
    return collection.in(route.apply(collection.placement()).placement());
  }

  /** Does something while no collection of a name is there or is made. */
  private boolean whileFree(CollectionName name, Supplier<Boolean> change) {
    ReentrantLock lock = stripes.get(Math.floorMod(name.hashCode(), STRIPES));
    lock.lock();
    try {
      if (isThere(name)) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS,
            "A collection of this name exists already; choose another name or delete it first.",
            Map.of("collection", name.text()),
            null);
      }
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a storage has the name, of those that can be asked. */
  private boolean isThere(CollectionName name) {
    for (PlacedStorage storage : storages) {
      try {
        if (storage.collections().find(name).isPresent()) {
          return true;
        }
      } catch (CorruptDataException e) {
        return true;
      } catch (ServiceException e) {
        requireUnreachable(storage, e);
      }
    }
    return false;
  }

  /** Passes on what is not the failure of a store that does not answer. */
  private static void requireUnreachable(PlacedStorage storage, ServiceException failure) {
    if (failure.code().category() != ErrorCategory.EXTERNAL
        || storage.placement().store().isEmpty()) {
      throw failure;
    }
    LOG.log(
        Level.DEBUG,
        "Collections of the store {0} are passed over: {1}",
        storage.placement().store().get(),
        failure.detail());
  }

  @Override
  public Optional<Collection> find(CollectionName name) {
    PlacedStorage last = found.get(name);
    if (last != null) {
      Optional<Collection> collection = last.collections().find(name);
      if (collection.isPresent()) {
        return collection;
      }
      found.remove(name, last);
    }
    Collection[] holder = new Collection[1];
    any(storage -> {
      storage
          .collections()
          .find(name)
          .ifPresent(collection -> {
            holder[0] = collection;
            found.put(name, storage);
          });
      return holder[0] != null;
    });
    return Optional.ofNullable(holder[0]);
  }

  @Override
  public List<CollectionName> list() {
    return listing().present();
  }

  @Override
  public Listing listing() {
    TreeSet<CollectionName> names = new TreeSet<>();
    Set<CollectionName> unreachable = new HashSet<>();
    for (PlacedStorage storage : storages) {
      try {
        List<CollectionName> own = storage.collections().list();
        told.put(storage, own);
        names.addAll(own);
      } catch (ServiceException e) {
        requireUnreachable(storage, e);
        unreachable.addAll(told.getOrDefault(storage, List.of()));
      }
    }
    unreachable.removeAll(names);
    return new Listing(List.copyOf(names), unreachable);
  }

  @Override
  public boolean delete(CollectionName name) {
    return any(storage -> storage.collections().delete(name));
  }

  @Override
  public boolean delete(CollectionName name, Consumer<Collection> check) {
    return any(storage -> storage.collections().delete(name, check));
  }

  @Override
  public boolean discard(Removal removal, Consumer<Collection> check) {
    return any(storage -> storage.collections().discard(removal, check));
  }

  @Override
  public CollectionTrash trash() {
    return new RoutedTrash(storages, this::whileFree);
  }

  @Override
  public boolean clear(CollectionName name) {
    return any(storage -> storage.collections().clear(name));
  }

  @Override
  public boolean keepsArrays(CollectionName name) {
    return any(storage -> storage.collections().keepsArrays(name));
  }

  @Override
  public boolean discardArrays(Removal removal) {
    return any(storage -> storage.collections().discardArrays(removal));
  }

  /** Asks one storage after the other until one has it. */
  private boolean any(Predicate<PlacedStorage> has) {
    @Nullable ServiceException failure = null;
    for (PlacedStorage storage : storages) {
      try {
        if (has.test(storage)) {
          return true;
        }
      } catch (ServiceException e) {
        if (e.code().category() != ErrorCategory.EXTERNAL) {
          throw e;
        }
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return false;
  }
}
