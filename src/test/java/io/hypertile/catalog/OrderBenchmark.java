package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long others wait for the index while lists ask for orders that it has not: one
 * thread notes a new array every millisecond, one asks for pages by id, and one asks for a new
 * order again and again until its pages are quick. Arguments: an empty directory and the number of
 * arrays.
 */
public final class OrderBenchmark {
  private static final int BATCH = 1_000;
  private static final int PAGE = 100;
  private static final long QUICK = 2_000_000;
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "bench", "kind": "array", "dtype": "float32",
               "dimensions": [{"name": "y", "size": 16}],
               "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                              {"name": "station", "dtype": "int", "primary": true},
                              {"name": "height", "dtype": "float"}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private final SqliteCatalog catalog;
  private final AtomicLong number = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  private OrderBenchmark(SqliteCatalog catalog) {
    this.catalog = catalog;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    try (SqliteCatalog catalog = SqliteCatalog.open(Path.of(arguments[0]))) {
      OrderBenchmark benchmark = new OrderBenchmark(catalog);
      benchmark.fill(Integer.parseInt(arguments[1]));
      for (String sort : List.of("-height", "height,-dt", "station,-height", "-dt,height")) {
        benchmark.measure(sort);
      }
    }
  }

  private void fill(int count) {
    catalog.create(COLLECTION);
    long start = System.nanoTime();
    for (int from = 0; from < count; from += BATCH) {
      List<ArrayHeader> headers = new ArrayList<>();
      for (int at = 0; at < Math.min(BATCH, count - from); at++) {
        headers.add(header());
      }
      catalog.put(COLLECTION, headers);
    }
    System.out.printf("%d rows in %.2f s%n", count, (System.nanoTime() - start) / 1e9);
  }

  private ArrayHeader header() {
    long at = number.getAndIncrement();
    Map<String, @Nullable AttributeValue> key = new LinkedHashMap<>();
    key.put("dt", new AttributeValue.TimeValue(START.plusSeconds(3600L * (at / 100))));
    key.put("station", AttributeValue.IntValue.of(at % 100));
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("height", new AttributeValue.FloatValue(new Random(at).nextInt(1000) / 10.0));
    return new ArrayHeader(ArrayId.random(), Attributes.of(key), Attributes.of(custom));
  }

  private void page(ArrayOrder order) {
    catalog
        .find(COLLECTION, new CatalogQuery(BoundFilter.ALL, order, Optional.empty(), PAGE))
        .orElseThrow();
  }

  private void measure(String sort) throws InterruptedException {
    ArrayOrder order = ArrayOrder.parse(sort, COLLECTION.arrays().attributes());
    ended.set(false);
    List<Long> writes = new ArrayList<>();
    List<Long> reads = new ArrayList<>();
    Thread writer = repeat(writes, () -> catalog.put(COLLECTION, List.of(header())));
    Thread reader = repeat(reads, () -> page(ArrayOrder.BY_ID));
    Thread.sleep(300);
    long start = System.nanoTime();
    List<Long> pages = new ArrayList<>();
    do {
      long before = System.nanoTime();
      page(order);
      pages.add(System.nanoTime() - before);
    } while (pages.getLast() > QUICK);
    double seconds = (System.nanoTime() - start) / 1e9;
    ended.set(true);
    writer.join();
    reader.join();
    System.out.printf(
        "sort=%s: first page %.1f ms, quick after %.2f s and %d pages; %s; %s%n",
        sort,
        pages.getFirst() / 1e6,
        seconds,
        pages.size(),
        figures("noting", writes),
        figures("page by id", reads));
  }

  private Thread repeat(List<Long> nanos, Runnable work) {
    return Thread.ofPlatform()
        .start(() -> {
          while (!ended.get()) {
            long before = System.nanoTime();
            work.run();
            nanos.add(System.nanoTime() - before);
            try {
              Thread.sleep(1);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return;
            }
          }
        });
  }

  private static String figures(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return String.format(
        "%s %d times: median %.2f ms, 99 %% %.1f ms, longest %.1f ms",
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.getLast() / 1e6);
  }
}
