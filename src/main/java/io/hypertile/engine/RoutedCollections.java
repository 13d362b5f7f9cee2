package io.hypertile.engine;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collections of several storages in one namespace. A storage that cannot be reached hides no
 * collection of another; what is not found elsewhere then fails as that storage does.
 */
final class RoutedCollections implements CollectionStore {
  private static final System.Logger LOG = System.getLogger(RoutedCollections.class.getName());
  private static final int STRIPES = 64;

  private final List<PlacedStorage> storages;
  private final Function<Placement, PlacedStorage> route;

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
    ReentrantLock lock = stripes.get(Math.floorMod(collection.name().hashCode(), STRIPES));
    lock.lock();
    try {
      if (isThere(collection.name())) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS,
            "A collection of this name exists already; choose another name or delete it first.",
            Map.of("collection", collection.name().text()),
            null);
      }
      storage.collections().create(collection);
    } finally {
      lock.unlock();
    }
  }

  private boolean isThere(CollectionName name) {
    try {
      return find(name).isPresent();
    } catch (CorruptDataException e) {
      return true;
    }
  }

  @Override
  public Optional<Collection> find(CollectionName name) {
    Collection[] found = new Collection[1];
    any(storage -> {
      storage.collections().find(name).ifPresent(collection -> found[0] = collection);
      return found[0] != null;
    });
    return Optional.ofNullable(found[0]);
  }

  @Override
  public List<CollectionName> list() {
    TreeSet<CollectionName> names = new TreeSet<>();
    for (PlacedStorage storage : storages) {
      try {
        names.addAll(storage.collections().list());
      } catch (ServiceException e) {
        if (e.code().category() != ErrorCategory.EXTERNAL
            || storage.placement().store().isEmpty()) {
          throw e;
        }
        LOG.log(
            Level.WARNING,
            "Collections of the store {0} are not listed: {1}",
            storage.placement().store().get(),
            e.detail());
      }
    }
    return List.copyOf(names);
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
  public boolean clear(CollectionName name) {
    return any(storage -> storage.collections().clear(name));
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
