package io.hypertile.collection;

import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.hdf5.Hdf5Settings;
import io.hypertile.engine.hdf5.Hdf5Storage;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.JsonReading;
import io.hypertile.schema.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Measures batch creation, key look-up, pages and rebuilding. Arguments: an empty directory on the
 * disk to be measured, the number of arrays, and {@code scattered} for ids as a client may give
 * them, of version 4, or {@code index} to measure the index by itself, without files.
 */
public final class CatalogBenchmark {
  private static final int BATCH = 500;
  private static final int ROUNDS = 300;
  private static final int PAGE = 100;
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "bench", "kind": "array", "dtype": "float32",
               "dimensions": [{"name": "y", "size": 16}, {"name": "x", "size": 16}],
               "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                              {"name": "station", "dtype": "int", "primary": true},
                              {"name": "height", "dtype": "float"}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private CatalogBenchmark() {}

  private static boolean scattered;

  /** Runs it. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    scattered = arguments.length > 2 && arguments[2].equals("scattered");
    if (arguments.length > 2 && arguments[2].equals("index")) {
      index(root, count);
      return;
    }
    long closing;
    try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT)) {
      storage.collections().create(COLLECTION);
      try (SqliteCatalog catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
          ArrayIndex index = new ArrayIndex(catalog, storage.arrays(), 2, Duration.ofMinutes(1))) {
        index.createdCollection(COLLECTION);
        create(storage, index, count);
        System.out.println("count " + index.count(COLLECTION));
        lookUp(storage, count);
        pages(new ArrayLists(storage.arrays(), index), count);
        long start = System.nanoTime();
        index.emptied(COLLECTION.name());
        index.find(COLLECTION, query("dt == 2000-01-01", "dt"));
        report("rebuild", start, 1);
      }
      closing = System.nanoTime();
    }
    report("closing the storage", closing, 1);
  }

  private static void index(Path root, int count) {
    try (SqliteCatalog catalog = SqliteCatalog.open(root)) {
      catalog.create(COLLECTION);
      long start = System.nanoTime();
      for (int from = 0; from < count; from += BATCH) {
        List<ArrayHeader> headers = new ArrayList<>();
        for (int number = from; number < Math.min(count, from + BATCH); number++) {
          headers.add(header(number));
        }
        catalog.put(COLLECTION, headers);
      }
      report("noting " + count + " arrays", start, 1);
      long[] nanos = new long[ROUNDS];
      Random random = new Random(1);
      for (int round = 0; round < ROUNDS; round++) {
        int number = random.nextInt(count);
        String time = START.plusSeconds(3600L * (number / 100)).toString();
        long asked = System.nanoTime();
        find(catalog, query("dt == '" + time + "' and station == " + number % 100, "dt"), 1);
        nanos[round] = System.nanoTime() - asked;
      }
      report("key in the index", nanos);
      for (String order : List.of("id", "-id", "dt,station", "-height,dt")) {
        walkIndex(catalog, "dt >= 2000-01-01", order);
      }
      walkIndex(catalog, "height < 50.0 and station != 3", "dt,station");
      walkIndex(catalog, "height == -1.0", "id");
    }
  }

  private static void walkIndex(SqliteCatalog catalog, String filter, String order) {
    io.hypertile.catalog.CatalogQuery query = query(filter, order);
    long[] nanos = new long[ROUNDS];
    long first = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      io.hypertile.catalog.ArrayCatalog.Found found = find(catalog, query, 0);
      nanos[round] = System.nanoTime() - start;
      first = round == 0 ? nanos[0] : first;
      if (found.more()) {
        query =
            new io.hypertile.catalog.CatalogQuery(
                query.filter(), query.order(), found.entries().getLast().position(), PAGE);
      }
    }
    System.out.printf("(first %.2f ms) ", first / 1e6);
    report("page of 100 from the index, " + filter + ", sort=" + order, nanos);
  }

  private static io.hypertile.catalog.ArrayCatalog.Found find(
      SqliteCatalog catalog, io.hypertile.catalog.CatalogQuery query, int least) {
    io.hypertile.catalog.ArrayCatalog.Found found = catalog.find(COLLECTION, query).orElseThrow();
    if (found.entries().size() < least) {
      throw new IllegalStateException("too few arrays");
    }
    return found;
  }

  private static void create(Hdf5Storage storage, ArrayIndex index, int count) {
    long start = System.nanoTime();
    long engine = 0;
    for (int from = 0; from < count; from += BATCH) {
      List<ArrayHeader> headers = new ArrayList<>();
      for (int number = from; number < Math.min(count, from + BATCH); number++) {
        headers.add(header(number));
      }
      long before = System.nanoTime();
      List<CreationResult> results = storage.arrays().createAll(COLLECTION, headers);
      engine += System.nanoTime() - before;
      results.forEach(result -> {
        if (!(result instanceof CreationResult.Created)) {
          throw new IllegalStateException(result.toString());
        }
      });
      index.created(COLLECTION, headers);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "created %d arrays in %.1f s: %.0f/s, engine alone %.0f/s%n",
        count, seconds, count / seconds, count / (engine / 1e9));
  }

  private static ArrayHeader header(int number) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("height", new AttributeValue.FloatValue(new Random(number).nextInt(1000) / 10.0));
    ArrayId id = scattered ? new ArrayId(UUID.randomUUID().toString()) : ArrayId.random();
    return new ArrayHeader(id, key(number), Attributes.of(custom));
  }

  private static Attributes key(int number) {
    Map<String, @Nullable AttributeValue> key = new LinkedHashMap<>();
    key.put("dt", new AttributeValue.TimeValue(START.plusSeconds(3600L * (number / 100))));
    key.put("station", AttributeValue.IntValue.of(number % 100));
    return Attributes.of(key);
  }

  private static void lookUp(Hdf5Storage storage, int count) {
    Random random = new Random(1);
    long[] nanos = new long[10 * ROUNDS];
    for (int round = 0; round < nanos.length; round++) {
      Attributes key = key(random.nextInt(count));
      long start = System.nanoTime();
      storage.arrays().findByKey(COLLECTION, key).orElseThrow();
      nanos[round] = System.nanoTime() - start;
    }
    report("key look-up", nanos);
  }

  private static io.hypertile.catalog.CatalogQuery query(String filter, String sort) {
    return new io.hypertile.catalog.CatalogQuery(
        FilterBinder.bind(FilterParser.parse(filter), COLLECTION.schema()),
        ArrayOrder.parse(sort, COLLECTION.schema()),
        List.of(),
        PAGE);
  }

  private static void pages(ArrayLists lists, int count) {
    walk(lists, "plain", BoundFilter.ALL, ArrayOrder.BY_ID);
    walk(lists, "sort=dt", BoundFilter.ALL, ArrayOrder.parse("dt", COLLECTION.schema()));
    walk(
        lists,
        "sort=-height,dt",
        BoundFilter.ALL,
        ArrayOrder.parse("-height,dt", COLLECTION.schema()));
    BoundFilter half =
        FilterBinder.bind(
            FilterParser.parse("height < 50.0 and station != 3"), COLLECTION.schema());
    walk(lists, "filter", half, ArrayOrder.BY_ID);
    walk(
        lists,
        "filter, sort=dt,station",
        half,
        ArrayOrder.parse("dt,station", COLLECTION.schema()));
    Instant day = START.plusSeconds(3600L * (count / 200));
    BoundFilter narrow =
        FilterBinder.bind(
            FilterParser.parse("dt == '" + day + "' and height >= 0"), COLLECTION.schema());
    walk(lists, "filter on one time", narrow, ArrayOrder.BY_ID);
    BoundFilter range =
        FilterBinder.bind(
            FilterParser.parse("dt >= '" + day + "' and dt < '" + day.plusSeconds(7200) + "'"),
            COLLECTION.schema());
    walk(lists, "filter on two hours", range, ArrayOrder.BY_ID);
    walk(
        lists,
        "filter on all times",
        FilterBinder.bind(FilterParser.parse("dt >= 2000-01-01"), COLLECTION.schema()),
        ArrayOrder.BY_ID);
  }

  private static void walk(ArrayLists lists, String what, BoundFilter filter, ArrayOrder order) {
    long[] nanos = new long[ROUNDS];
    Optional<ListPlace> after = Optional.empty();
    int items = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Page<ListedArray, ListPlace> page =
          lists.list(COLLECTION, new ArrayQuery(filter, order, after, PAGE));
      nanos[round] = System.nanoTime() - start;
      items += page.items().size();
      after = page.next();
    }
    System.out.printf("(first %.2f ms, %d items) ", nanos[0] / 1e6, items);
    report("page of 100, " + what, nanos);
  }

  private static void report(String what, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: median %.3f ms, 99 %% %.3f ms%n",
        what, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
  }

  private static void report(String what, long start, int times) {
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9 / times);
  }
}
