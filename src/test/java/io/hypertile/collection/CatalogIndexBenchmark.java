package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Measures the index by itself, without files: noting arrays, keys and pages. Arguments: an empty
 * directory and the number of arrays.
 */
public final class CatalogIndexBenchmark {
  private static final int BATCH = 500;
  private static final int ROUNDS = 300;

  private CatalogIndexBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    try (SqliteCatalog catalog = SqliteCatalog.open(root)) {
      catalog.create(CatalogSample.COLLECTION);
      long start = System.nanoTime();
      for (int from = 0; from < count; from += BATCH) {
        List<ArrayHeader> headers = new ArrayList<>();
        for (int number = from; number < Math.min(count, from + BATCH); number++) {
          headers.add(CatalogSample.header(ArrayId.random(), number));
        }
        catalog.put(CatalogSample.COLLECTION, headers);
      }
      CatalogSample.report("noting " + count + " arrays", start, 1);
      long[] nanos = new long[ROUNDS];
      Random random = new Random(1);
      for (int round = 0; round < ROUNDS; round++) {
        int number = random.nextInt(count);
        String time = CatalogSample.START.plusSeconds(3600L * (number / 100)).toString();
        long asked = System.nanoTime();
        find(
            catalog,
            CatalogSample.query("dt == '" + time + "' and station == " + number % 100, "dt"),
            1);
        nanos[round] = System.nanoTime() - asked;
      }
      CatalogSample.report("key in the index", nanos);
      for (String order : List.of("id", "-id", "dt,station", "-height,dt")) {
        walkIndex(catalog, "dt >= 2000-01-01", order);
      }
      walkIndex(catalog, "height < 50.0 and station != 3", "dt,station");
      walkIndex(catalog, "height == -1.0", "id");
    }
  }

  private static void walkIndex(SqliteCatalog catalog, String filter, String order) {
    CatalogQuery query = CatalogSample.query(filter, order);
    long[] nanos = new long[ROUNDS];
    long first = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      ArrayCatalog.IndexPage found = find(catalog, query, 0);
      nanos[round] = System.nanoTime() - start;
      first = round == 0 ? nanos[0] : first;
      if (found.more()) {
        query =
            new CatalogQuery(
                query.filter(),
                query.order(),
                Optional.of(found.entries().getLast()),
                CatalogSample.PAGE);
      }
    }
    System.out.printf("(first %.2f ms) ", first / 1e6);
    CatalogSample.report("page of 100 from the index, " + filter + ", sort=" + order, nanos);
  }

  private static ArrayCatalog.IndexPage find(SqliteCatalog catalog, CatalogQuery query, int least) {
    ArrayCatalog.IndexPage found = catalog.find(CatalogSample.COLLECTION, query).orElseThrow();
    if (found.entries().size() < least) {
      throw new IllegalStateException("too few arrays");
    }
    return found;
  }
}
