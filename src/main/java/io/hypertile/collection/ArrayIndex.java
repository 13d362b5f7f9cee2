package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.ArrayRow;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.IndexEntry;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Keeps the catalog in step with the arrays: told of every change after it was made, and rebuilt in
 * the background where it is not to be trusted. Thread-safe.
 */
public final class ArrayIndex implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ArrayIndex.class.getName());
  private static final int STRIPES = 64;
  private static final ArrayId NO_ID = new ArrayId("00000000-0000-0000-0000-000000000000");

  private final ArrayCatalog catalog;
  private final ArrayEngine engine;
  private final Duration patience;
  private final ExecutorService rebuilder =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("catalog-rebuild").factory());
  private final ExecutorService readers;
  private final IndexComparison comparison;
  private final ConcurrentHashMap<CollectionName, CountDownLatch> underWay =
      new ConcurrentHashMap<>();
  private final Object[] stripes = new Object[STRIPES];
  private final LastLooks looks = new LastLooks();
  private volatile Predicate<Collection> checksFiles = collection -> false;
  private volatile boolean closed;

  /**
   * The index of an engine's arrays.
   *
   * @param readerThreads number of arrays read at a time when a collection is rebuilt
   * @param patience how long a list waits for a rebuild under way
   */
  public ArrayIndex(
      ArrayCatalog catalog, ArrayEngine engine, int readerThreads, Duration patience) {
    this.catalog = catalog;
    this.engine = engine;
    this.patience = patience;
    this.readers =
        Executors.newFixedThreadPool(
            readerThreads, Thread.ofPlatform().daemon().name("catalog-reader-", 0).factory());
    this.comparison = new IndexComparison(catalog, engine, readers, this::look);
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      stripes[stripe] = new Object();
    }
  }

  /**
   * Begins to compare all collections with their files, which other programs may have changed while
   * the server was down. Collections that were left whole are served from the index meanwhile.
   */
  public void start(CollectionStore store) {
    submit(() -> {
      for (CollectionName name : store.list()) {
        if (!closed) {
          ReadableCollections.find(store, name)
              .filter(Collection::hasArrays)
              .ifPresent(this::rebuildSoon);
        }
      }
    });
  }

  /**
   * From now on every list of such collections compares them with their files first, because others
   * change these. Where that takes long it is done again after ten times as long at the earliest.
   */
  public void checkFiles(Predicate<Collection> collections) {
    checksFiles = collections;
  }

  private void refresh(Collection collection) {
    CollectionName name = collection.name();
    if (checksFiles.test(collection) && looks.isOld(name) && !looks.isTold(name)) {
      long asked = System.nanoTime();
      await(rebuildSoon(collection));
      looks.tell(name, asked);
    }
  }

  /** A collection was made. */
  void createdCollection(Collection collection) {
    catalog.create(collection);
  }

  /** A collection was cleared or deleted. */
  void emptied(CollectionName name) {
    looks.forget(name);
    comparison.forget(name);
    catalog.clear(name);
  }

  /** Arrays were made. */
  void created(Collection collection, List<ArrayHeader> headers) {
    if (!headers.isEmpty()) {
      catalog.put(collection, headers);
      comparison.noted(collection, headers.stream().map(ArrayHeader::id).toList());
    }
  }

  /**
   * An array was changed or deleted, or is not what the index says. Of several changes of one array
   * the last one told is read after all of them were made.
   */
  void changed(Collection collection, ArrayId id) {
    look(collection, id);
    comparison.noted(collection, List.of(id));
  }

  private void look(Collection collection, ArrayId id) {
    synchronized (stripes[Math.floorMod(id.hashCode(), STRIPES)]) {
      Optional<ArrayHeader> found;
      try {
        found = engine.findHeader(collection, id);
      } catch (ServiceException e) {
        catalog.putUnreadable(collection, List.of(id));
        if (IndexComparison.isPassing(e)) {
          comparison.noted(collection, List.of(id));
        }
        return;
      }
      found.ifPresentOrElse(
          header -> catalog.put(collection, List.of(header)), () -> catalog.remove(collection, id));
    }
  }

  /** Number of arrays, also of those that cannot be read; empty while it is not known. */
  OptionalLong count(Collection collection) {
    refresh(collection);
    OptionalLong count = catalog.count(collection);
    if (count.isEmpty()) {
      rebuildSoon(collection);
    }
    return count;
  }

  /** As {@link #count}, after a wait for the index where it is to be made. */
  OptionalLong countSettled(Collection collection) {
    OptionalLong known = count(collection);
    await(known.isPresent() ? new CountDownLatch(0) : rebuildSoon(collection));
    return catalog.count(collection);
  }

  /** Arrays that a query means; empty when the index is still not current after a while. */
  Optional<ArrayCatalog.IndexPage> find(Collection collection, CatalogQuery query) {
    refresh(collection);
    // A rebuild that was under way already may have been overtaken by what made it necessary.
    for (int tries = 0; tries < 2 && !catalog.isCurrent(collection); tries++) {
      await(rebuildSoon(collection));
    }
    return catalog.find(collection, query);
  }

  /**
   * Arrays in the order of their ids; empty unless the index has every array now and no other
   * program changes the files.
   */
  Optional<ArrayCatalog.IndexPage> findAll(Collection collection, CatalogQuery query) {
    if (checksFiles.test(collection) || !catalog.isCurrent(collection)) {
      return Optional.empty();
    }
    return catalog.find(collection, query);
  }

  /**
   * The readable arrays before and behind a key in the order of keys, nearest first on either side,
   * as far as the index knows them now. At the cost of two look-ups.
   *
   * @param primary a key that no array has
   * @param most number on either side
   * @return none where the index is not current or keys have no order; the position of each has a
   *     key for each primary attribute
   */
  List<IndexEntry> besides(Collection collection, Attributes primary, int most) {
    List<IndexEntry> found = new ArrayList<>();
    ArrayHeader sought = new ArrayHeader(NO_ID, primary, Attributes.of(Map.of()));
    for (boolean descending : new boolean[] {true, false}) {
      ArrayOrder.ofKeys(collection.arrays().attributes(), descending)
          .map(order ->
              new CatalogQuery(
                  BoundFilter.ALL,
                  order,
                  Optional.of(IndexEntry.of(NO_ID, order.position(new ArrayRow(sought)))),
                  most))
          .flatMap(query -> catalog.find(collection, query))
          .map(ArrayCatalog.IndexPage::entries)
          .orElse(List.of())
          .stream()
          .filter(IndexEntry::readable)
          .forEach(found::add);
    }
    return found;
  }

  private void await(CountDownLatch rebuilt) {
    try {
      if (!rebuilt.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "a list does not wait any longer for the index");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Rebuilds a collection, unless that is under way; opens when it is done. */
  CountDownLatch rebuildSoon(Collection collection) {
    CountDownLatch mine = new CountDownLatch(1);
    CountDownLatch other = underWay.putIfAbsent(collection.name(), mine);
    if (other != null) {
      return other;
    }
    boolean begun =
        submit(() -> {
          try {
            rebuild(collection);
          } finally {
            underWay.remove(collection.name(), mine);
            mine.countDown();
          }
        });
    if (!begun) {
      underWay.remove(collection.name(), mine);
      mine.countDown();
    }
    return mine;
  }

  private boolean submit(Runnable work) {
    try {
      rebuilder.execute(() -> {
        try {
          work.run();
        } catch (ServiceException e) {
          boolean gone = closed || e.code().category() == ErrorCategory.MISSING;
          LOG.log(gone ? Level.DEBUG : Level.WARNING, "The index was not rebuilt: {0}", e.detail());
        } catch (RuntimeException e) {
          LOG.log(closed ? Level.DEBUG : Level.WARNING, "The index was not rebuilt", e);
        }
      });
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void rebuild(Collection collection) {
    long start = System.nanoTime();
    long looked = comparison.compare(collection);
    long duration = System.nanoTime() - start;
    looks.add(collection.name(), start, duration);
    long millis = TimeUnit.NANOSECONDS.toMillis(duration);
    LOG.log(Level.DEBUG, "indexed {0} arrays of {1} in {2} ms", looked, collection.name(), millis);
  }

  /** Ends the work in the background; the catalog is its owner's to close. */
  @Override
  public void close() {
    closed = true;
    rebuilder.shutdownNow();
    readers.shutdownNow();
    try {
      if (rebuilder.awaitTermination(10, TimeUnit.SECONDS)) {
        comparison.keep();
      } else {
        LOG.log(Level.WARNING, "the index is still being rebuilt");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
