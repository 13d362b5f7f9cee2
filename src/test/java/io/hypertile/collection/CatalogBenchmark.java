package io.hypertile.collection;

import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.CreationResult;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Measures batch creation, key look-up, pages and rebuilding, and beside creation its floor: the
 * same directories, files and links made by plain calls, forced to disk by one call for every ten
 * batches. Arguments: an empty directory on the disk to be measured, the number of arrays, and
 * {@code shared} if ids are to begin with one of 65,536 prefixes, so that the directories that
 * Deker's layout makes of an id are shared as they are among many more arrays, or {@code scattered}
 * for random ids, which share few, as a client may give them.
 */
public final class CatalogBenchmark {
  private static final int BATCH = 500;
  private static final int ROUNDS = 300;

  /** Batches between two lines that tell the pace. */
  private static final int REPORT = 20;

  private CatalogBenchmark() {}

  private static boolean scattered;

  /** Runs it. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    scattered = arguments.length > 2 && arguments[2].equals("scattered");
    boolean shared = arguments.length > 2 && arguments[2].equals("shared");
    CreationFloor.measure(
        root.resolve("floor"), Math.min(count, 20_000), number -> id(shared, number));
    long closing;
    try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT)) {
      storage.collections().create(CatalogSample.COLLECTION);
      try (SqliteCatalog catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
          ArrayIndex index = new ArrayIndex(catalog, storage.arrays(), 2, Duration.ofMinutes(1))) {
        index.createdCollection(CatalogSample.COLLECTION);
        create(storage, index, count, shared);
        System.out.println("count " + index.count(CatalogSample.COLLECTION));
        lookUp(storage, count);
        pages(new ArrayLists(storage.arrays(), index), count);
        System.out.println(
            "longest reach of the heap " + (Runtime.getRuntime().totalMemory() >> 20) + " MiB");
        long start = System.nanoTime();
        index.emptied(CatalogSample.COLLECTION.name());
        index.find(CatalogSample.COLLECTION, CatalogSample.query("dt == 2000-01-01", "dt"));
        CatalogSample.report("rebuild", start, 1);
      }
      closing = System.nanoTime();
    }
    CatalogSample.report("closing the storage", closing, 1);
  }

  private static void create(Hdf5Storage storage, ArrayIndex index, int count, boolean shared) {
    long start = System.nanoTime();
    long engine = 0;
    long window = start;
    for (int from = 0; from < count; from += BATCH) {
      List<ArrayHeader> headers = new ArrayList<>();
      for (int number = from; number < Math.min(count, from + BATCH); number++) {
        headers.add(CatalogSample.header(id(shared, number), number));
      }
      long before = System.nanoTime();
      List<CreationResult> results = storage.arrays().createAll(CatalogSample.COLLECTION, headers);
      engine += System.nanoTime() - before;
      results.forEach(result -> {
        if (!(result instanceof CreationResult.Created)) {
          throw new IllegalStateException(result.toString());
        }
      });
      index.created(CatalogSample.COLLECTION, headers);
      if ((from / BATCH) % REPORT == REPORT - 1) {
        double seconds = (System.nanoTime() - window) / 1e9;
        System.out.printf("the last %d: %.0f/s%n", REPORT * BATCH, REPORT * BATCH / seconds);
        window = System.nanoTime();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "created %d arrays in %.1f s: %.0f/s, engine alone %.0f/s%n",
        count, seconds, count / seconds, count / (engine / 1e9));
  }

  private static ArrayId id(boolean shared, int number) {
    if (!shared) {
      return scattered ? new ArrayId(UUID.randomUUID().toString()) : ArrayId.random();
    }
    int prefix = new Random(number).nextInt() >>> 16;
    return new ArrayId(String.format("%04x0000-0000-4000-8000-%012x", prefix, number));
  }

  private static void lookUp(Hdf5Storage storage, int count) {
    Random random = new Random(1);
    long[] nanos = new long[10 * ROUNDS];
    for (int round = 0; round < nanos.length; round++) {
      Attributes key = CatalogSample.key(random.nextInt(count));
      long start = System.nanoTime();
      storage.arrays().findByKey(CatalogSample.COLLECTION, key).orElseThrow();
      nanos[round] = System.nanoTime() - start;
    }
    CatalogSample.report("key look-up", nanos);
  }

  private static void pages(ArrayLists lists, int count) {
    walk(lists, "plain", BoundFilter.ALL, ArrayOrder.BY_ID);
    walk(
        lists,
        "sort=dt",
        BoundFilter.ALL,
        ArrayOrder.parse("dt", CatalogSample.COLLECTION.arrays().attributes()));
    walk(
        lists,
        "sort=-height,dt",
        BoundFilter.ALL,
        ArrayOrder.parse("-height,dt", CatalogSample.COLLECTION.arrays().attributes()));
    BoundFilter half =
        FilterBinder.bind(
            FilterParser.parse("height < 50.0 and station != 3"),
            CatalogSample.COLLECTION.arrays().attributes());
    walk(lists, "filter", half, ArrayOrder.BY_ID);
    walk(
        lists,
        "filter, sort=dt,station",
        half,
        ArrayOrder.parse("dt,station", CatalogSample.COLLECTION.arrays().attributes()));
    Instant day = CatalogSample.START.plusSeconds(3600L * (count / 200));
    BoundFilter narrow =
        FilterBinder.bind(
            FilterParser.parse("dt == '" + day + "' and height >= 0"),
            CatalogSample.COLLECTION.arrays().attributes());
    walk(lists, "filter on one time", narrow, ArrayOrder.BY_ID);
    BoundFilter range =
        FilterBinder.bind(
            FilterParser.parse("dt >= '" + day + "' and dt < '" + day.plusSeconds(7200) + "'"),
            CatalogSample.COLLECTION.arrays().attributes());
    walk(lists, "filter on two hours", range, ArrayOrder.BY_ID);
    walk(
        lists,
        "filter on all times",
        FilterBinder.bind(
            FilterParser.parse("dt >= 2000-01-01"), CatalogSample.COLLECTION.arrays().attributes()),
        ArrayOrder.BY_ID);
  }

  private static void walk(ArrayLists lists, String what, BoundFilter filter, ArrayOrder order) {
    long[] nanos = new long[ROUNDS];
    Optional<ListPlace> after = Optional.empty();
    int items = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Page<ListedArray, ListPlace> page =
          lists.list(
              CatalogSample.COLLECTION, new ArrayQuery(filter, order, after, CatalogSample.PAGE));
      nanos[round] = System.nanoTime() - start;
      items += page.items().size();
      after = page.next();
    }
    System.out.printf("(first %.2f ms, %d items) ", nanos[0] / 1e6, items);
    CatalogSample.report("page of 100, " + what, nanos);
  }
}
