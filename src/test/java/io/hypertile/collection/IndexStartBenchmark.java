package io.hypertile.collection;

import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.engine.TestStorage;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.engine.OpenedZarr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
      storage.collections().create(NumberedArrays.COLLECTION);
      for (int made = 0; made < arrays; made += BATCH) {
        storage
            .arrays()
            .createAll(NumberedArrays.COLLECTION, headers(made, Math.min(arrays, made + BATCH)));
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
      headers.add(NumberedArrays.header(number));
    }
    return headers;
  }

  private void start(String how, TestStorage storage, int arrays) throws Exception {
    try (SqliteCatalog catalog = SqliteCatalog.open(directory.resolve("catalog"));
        ArrayIndex index =
            new ArrayIndex(catalog, storage.arrays(), READERS, Duration.ofMinutes(10))) {
      index.checkFiles(collection -> true);
      print(how + ", first list", index, arrays);
      index.rebuildSoon(NumberedArrays.COLLECTION).await();
      int before = store.calls();
      long begun = System.nanoTime();
      index.rebuildSoon(NumberedArrays.COLLECTION).await();
      print(how + ", one more look", begun, store.calls() - before);
    }
  }

  private void print(String what, ArrayIndex index, int arrays) {
    int before = store.calls();
    long begun = System.nanoTime();
    CatalogQuery query = new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, Optional.empty(), 100);
    index.find(NumberedArrays.COLLECTION, query).orElseThrow();
    print(what, begun, store.calls() - before);
    if (index.count(NumberedArrays.COLLECTION).orElseThrow() != arrays) {
      throw new IllegalStateException("the index lacks arrays");
    }
  }

  private static void print(String what, long begun, int calls) {
    System.out.printf("%s: %.2f s, %d calls%n", what, (System.nanoTime() - begun) / 1e9, calls);
  }
}
