package io.hypertile.catalog;

import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arrays with attributes drawn from telling values, and their orders by the platform's own types.
 */
final class CatalogRows {
  static final Collection COLLECTION = collection("float");

  static final List<BigInteger> INTS =
      Stream.of(
              "-1" + "0".repeat(40),
              "-9007199254740993",
              "-9007199254740992",
              "-300",
              "-1",
              "0",
              "1",
              "2",
              "255",
              "256",
              "9007199254740992",
              "9007199254740993",
              "9223372036854775808",
              "1" + "0".repeat(40))
          .map(BigInteger::new)
          .toList();

  static final List<Double> FLOATS =
      List.of(
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          0.0,
          -0.0,
          1.0,
          -1.5,
          0.1,
          9007199254740992.0,
          -9007199254740992.0,
          1e40,
          Double.MIN_VALUE,
          Double.MAX_VALUE);

  static final List<String> TEXTS =
      List.of("", "a", "A", "ab", "é", "z", "\uffee", "😀", "a'b", "a\"b", "\ue000");

  static final List<Instant> TIMES =
      Stream.of(
              "0001-01-01T00:00:00Z",
              "1969-12-31T23:59:59.999999Z",
              "1970-01-01T00:00:00Z",
              "2023-01-03T04:05:06.000007Z",
              "9999-12-31T23:59:59.999999Z")
          .map(Instant::parse)
          .toList();

  private CatalogRows() {}

  static Collection collection(String type) {
    return SchemaJson.parse(
        JsonReading.parse(
            """
            {"name": "c", "kind": "array", "dtype": "int8",
             "dimensions": [{"name": "x", "size": 1}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "dt", "dtype": "datetime"},
                            {"name": "f", "dtype": "%s"},
                            {"name": "s", "dtype": "string"}]}
            """
                .formatted(type)
                .getBytes(StandardCharsets.UTF_8)));
  }

  static <T> T any(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  static <T> @Nullable AttributeValue maybe(
      Random random, List<T> values, Function<T, AttributeValue> value) {
    return random.nextInt(4) == 0 ? null : value.apply(any(random, values));
  }

  static ArrayHeader header(Random random) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("dt", maybe(random, TIMES, AttributeValue.TimeValue::new));
    custom.put("f", maybe(random, FLOATS, AttributeValue.FloatValue::new));
    custom.put("s", maybe(random, TEXTS, AttributeValue.TextValue::new));
    Attributes key = Attributes.of(Map.of("n", new AttributeValue.IntValue(any(random, INTS))));
    return new ArrayHeader(ArrayId.random(), key, Attributes.of(custom));
  }

  static List<ArrayHeader> headers(Random random, int count) {
    return Stream.generate(() -> header(random)).limit(count).toList();
  }

  /** The order of two texts by code points. */
  static int codePoints(String one, String other) {
    return java.util.Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
  }

  private static int compare(ArrayHeader one, ArrayHeader other, String name) {
    AttributeValue a = one.find(name).orElseThrow();
    AttributeValue b = other.find(name).orElseThrow();
    return switch (a) {
      case AttributeValue.IntValue(BigInteger value) ->
          value.compareTo(((AttributeValue.IntValue) b).value());
      case AttributeValue.FloatValue(double value) ->
          Double.compare(value + 0.0, ((AttributeValue.FloatValue) b).value() + 0.0);
      case AttributeValue.TextValue(String value) ->
          codePoints(value, ((AttributeValue.TextValue) b).value());
      case AttributeValue.TimeValue(Instant value) ->
          value.compareTo(((AttributeValue.TimeValue) b).value());
      case AttributeValue.ComplexValue ignored -> throw new AssertionError();
      case AttributeValue.TupleValue ignored -> throw new AssertionError();
    };
  }

  /** The order by a term of {@code sort}, nulls last. */
  static Comparator<ArrayHeader> by(String term) {
    boolean descending = term.startsWith("-");
    String name = descending ? term.substring(1) : term;
    return (one, other) -> {
      boolean absent = one.find(name).isEmpty();
      if (absent || other.find(name).isEmpty()) {
        return Boolean.compare(absent, other.find(name).isEmpty());
      }
      int order = compare(one, other, name);
      return descending ? -order : order;
    };
  }
}
