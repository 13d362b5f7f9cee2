package io.hypertile.collection;

import io.hypertile.catalog.CatalogQuery;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The collection of the benchmarks of the index: arrays of 100 stations, hour by hour. */
final class CatalogSample {
  static final int PAGE = 100;
  static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
  static final Collection COLLECTION =
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

  private CatalogSample() {}

  /** The array of a number, whose height is drawn by the number. */
  static ArrayHeader header(ArrayId id, int number) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("height", new AttributeValue.FloatValue(new Random(number).nextInt(1000) / 10.0));
    return new ArrayHeader(id, key(number), Attributes.of(custom));
  }

  /** The key of the array of a number. */
  static Attributes key(int number) {
    Map<String, @Nullable AttributeValue> key = new LinkedHashMap<>();
    key.put("dt", new AttributeValue.TimeValue(START.plusSeconds(3600L * (number / 100))));
    key.put("station", AttributeValue.IntValue.of(number % 100));
    return Attributes.of(key);
  }

  /** The first page of a list. */
  static CatalogQuery query(String filter, String sort) {
    return new CatalogQuery(
        FilterBinder.bind(FilterParser.parse(filter), COLLECTION.arrays().attributes()),
        ArrayOrder.parse(sort, COLLECTION.arrays().attributes()),
        Optional.empty(),
        PAGE);
  }

  /** Prints the median and the 99th hundredth in milliseconds. */
  static void report(String what, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: median %.3f ms, 99 %% %.3f ms%n",
        what, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
  }

  /** Prints the seconds since a start, for one of several times. */
  static void report(String what, long start, int times) {
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9 / times);
  }
}
