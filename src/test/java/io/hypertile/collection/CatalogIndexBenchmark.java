package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.filter.ArrayOrder;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures the index by itself, without files: noting arrays, keys and pages. Arguments: an empty
 * directory and the number of arrays.
 */
public final class CatalogIndexBenchmark {
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

  private CatalogIndexBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
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
    CatalogQuery query = query(filter, order);
    long[] nanos = new long[ROUNDS];
    long first = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      ArrayCatalog.Found found = find(catalog, query, 0);
      nanos[round] = System.nanoTime() - start;
      first = round == 0 ? nanos[0] : first;
      if (found.more()) {
        query =
            new CatalogQuery(
                query.filter(), query.order(), found.entries().getLast().position(), PAGE);
      }
    }
    System.out.printf("(first %.2f ms) ", first / 1e6);
    report("page of 100 from the index, " + filter + ", sort=" + order, nanos);
  }

  private static ArrayCatalog.Found find(SqliteCatalog catalog, CatalogQuery query, int least) {
    ArrayCatalog.Found found = catalog.find(COLLECTION, query).orElseThrow();
    if (found.entries().size() < least) {
      throw new IllegalStateException("too few arrays");
    }
    return found;
  }

  private static ArrayHeader header(int number) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("height", new AttributeValue.FloatValue(new Random(number).nextInt(1000) / 10.0));
    return new ArrayHeader(ArrayId.random(), key(number), Attributes.of(custom));
  }

  private static Attributes key(int number) {
    Map<String, @Nullable AttributeValue> key = new LinkedHashMap<>();
    key.put("dt", new AttributeValue.TimeValue(START.plusSeconds(3600L * (number / 100))));
    key.put("station", AttributeValue.IntValue.of(number % 100));
    return Attributes.of(key);
  }

  private static CatalogQuery query(String filter, String sort) {
    return new CatalogQuery(
        FilterBinder.bind(FilterParser.parse(filter), COLLECTION.schema()),
        ArrayOrder.parse(sort, COLLECTION.schema()),
        List.of(),
        PAGE);
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
