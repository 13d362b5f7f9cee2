package io.hypertile.collection;

import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.engine.TestStorage;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.engine.OpenedZarr;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The first sorted list of a server that shares a store, with and without an index of its own, and
 * one more look, in a store of which every call takes some time.
 */
public final class IndexStartBenchmark {
  private static final int READERS = 16;
  private static final int BATCH = 1_000;
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "c", "kind": "array", "dtype": "int8",
               "dimensions": [{"name": "x", "size": 1}],
               "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private final FlakyStore store = new FlakyStore(new MemoryStore("bench"));
  private final Path directory;

  private IndexStartBenchmark(Path directory) {
    this.directory = directory;
  }

  /**
   * Prints seconds and calls.
   *
   * @param arguments a directory for the index, number of arrays, and milliseconds that a call
   *     takes
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "index");
    IndexStartBenchmark bench = new IndexStartBenchmark(directory);
    bench.run(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
  }

  private void run(int arrays, long callMillis) throws Exception {
    try (TestStorage storage =
        OpenedZarr.farAway(
            new CommittedRevisions(store, true), new StorePrefix("lake"), directory)) {
      storage.collections().create(COLLECTION);
      for (int made = 0; made < arrays; made += BATCH) {
        storage.arrays().createAll(COLLECTION, headers(made, Math.min(arrays, made + BATCH)));
      }
      long nanos = TimeUnit.MILLISECONDS.toNanos(callMillis);
      store.faults(() -> {
        LockSupport.parkNanos(nanos);
        return FlakyStore.Fault.NONE;
      });
      start("without an index", storage, arrays);
      start("with an index", storage, arrays);
    }
  }

  private static List<ArrayHeader> headers(int from, int to) {
    List<ArrayHeader> headers = new ArrayList<>();
    for (int number = from; number < to; number++) {
      Attributes key = Attributes.of(Map.of("n", AttributeValue.IntValue.of(number)));
      headers.add(new ArrayHeader(ArrayId.random(), key, Attributes.of(Map.of())));
    }
    return headers;
  }

  private void start(String how, TestStorage storage, int arrays) throws Exception {
    try (SqliteCatalog catalog = SqliteCatalog.open(directory.resolve("catalog"));
        ArrayIndex index =
            new ArrayIndex(catalog, storage.arrays(), READERS, Duration.ofMinutes(10))) {
      index.checkFiles(collection -> true);
      print(how + ", first list", index, arrays);
      index.rebuildSoon(COLLECTION).await();
      int before = store.calls();
      long begun = System.nanoTime();
      index.rebuildSoon(COLLECTION).await();
      print(how + ", one more look", begun, store.calls() - before);
    }
  }

  private void print(String what, ArrayIndex index, int arrays) {
    int before = store.calls();
    long begun = System.nanoTime();
    CatalogQuery query = new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, Optional.empty(), 100);
    index.find(COLLECTION, query).orElseThrow();
    print(what, begun, store.calls() - before);
    if (index.count(COLLECTION).orElseThrow() != arrays) {
      throw new IllegalStateException("the index lacks arrays");
    }
  }

  private static void print(String what, long begun, int calls) {
    System.out.printf("%s: %.2f s, %d calls%n", what, (System.nanoTime() - begun) / 1e9, calls);
  }
}
