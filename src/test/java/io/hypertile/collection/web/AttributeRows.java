package io.hypertile.collection.web;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Arrays with an attribute of every type as plain Java objects. */
final class AttributeRows {
  /** The name that no identifier can be. */
  static final String ODD = "vent ü`x, \"y\"";

  static final List<BigInteger> INTS =
      Stream.of(
              "-1" + "0".repeat(40),
              "-18446744073709551616",
              "-9007199254740993",
              "-1",
              "0",
              "1",
              "9007199254740992",
              "9007199254740993",
              "9223372036854775808",
              "1" + "0".repeat(40))
          .map(BigInteger::new)
          .toList();

  static final List<BigInteger> UNSIGNED =
      Stream.of("0", "1", "9007199254740993", "18446744073709551615").map(BigInteger::new).toList();

  static final List<Double> FLOATS =
      List.of(
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          0.0,
          -0.0,
          0.1,
          -1.5,
          1.0,
          1e300,
          Double.MIN_VALUE,
          9007199254740992.0);

  static final List<Double> NARROW =
      List.of(
          Double.NaN,
          Double.POSITIVE_INFINITY,
          (double) 0.1f,
          -1.5,
          1.0,
          16777216.0,
          (double) Float.MAX_VALUE);

  static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "a'b",
          "a\"b",
          "a`b",
          "''",
          "é",
          "e\u0301",
          "😀",
          "\uffee",
          "line\nbreak\t",
          "back\\slash\\u0041",
          "null",
          "(1+2j)",
          "1",
          " blank ",
          "%41&b=c+d#x;--",
          "2023-01-03T00:00:00Z");

  static final List<Instant> TIMES =
      Stream.of(
              "0001-01-01T00:00:00Z",
              "1969-12-31T23:59:59.999999Z",
              "1970-01-01T00:00:00Z",
              "2023-01-03T04:05:06.000007Z",
              "2023-01-03T00:00:00Z",
              "9999-12-31T23:59:59.999999Z")
          .map(Instant::parse)
          .toList();

  static final List<Complex> COMPLEX =
      List.of(
          new Complex(0.0, 0.0),
          new Complex(-0.0, 0.0),
          new Complex(1, 2),
          new Complex(1, 0),
          new Complex(0.1, -1.5),
          new Complex(Double.NaN, 1),
          new Complex(Double.POSITIVE_INFINITY, -1));

  static final List<List<Object>> TUPLES =
      List.of(
          List.of(),
          List.of(BigInteger.ONE),
          List.of(1.0),
          List.of(1.5, "x"),
          List.of(BigInteger.ONE, List.of(BigInteger.TWO, List.of("x", List.of()))),
          List.of(BigInteger.TEN.pow(40)),
          List.of(1e40),
          List.of(new Complex(1, 2)),
          List.of("é'\"", "null"));

  private AttributeRows() {}

  /** A complex number. */
  record Complex(double re, double im) {}

  /** Types of attributes, with the values that these rows take of them. */
  enum Type {
    INT("i", "int", INTS),
    UNSIGNED("u", "numpy.uint64", AttributeRows.UNSIGNED),
    FLOAT("f", "float", FLOATS),
    NARROW("h", "numpy.float32", AttributeRows.NARROW),
    COMPLEX("z", "complex", AttributeRows.COMPLEX),
    TEXT(ODD, "string", TEXTS),
    TIME("t", "datetime", TIMES),
    TUPLE("p", "tuple", TUPLES);

    final String attribute;
    final String dtype;
    final List<? extends Object> values;

    Type(String attribute, String dtype, List<? extends Object> values) {
      this.attribute = attribute;
      this.dtype = dtype;
      this.values = values;
    }

    /** The attribute in a filter or an order. */
    String written() {
      return attribute.matches("[a-z]+") ? attribute : "`" + attribute.replace("`", "``") + "`";
    }

    boolean isOrdered() {
      return this != COMPLEX && this != TUPLE;
    }

    boolean isFloat() {
      return this == FLOAT || this == NARROW;
    }
  }

  /**
   * An array.
   *
   * @param number its primary attribute {@code n}
   * @param values custom attributes; null where there is none
   */
  record Row(String id, int number, Map<Type, @Nullable Object> values) {
    @Nullable Object get(Type type) {
      return values.get(type);
    }
  }

  static String collection(String name) {
    String attributes =
        Arrays.stream(Type.values())
            .map(type ->
                "{\"name\": %s, \"dtype\": \"%s\"}".formatted(json(type.attribute), type.dtype))
            .collect(Collectors.joining(", "));
    return """
    {"name": "%s", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1}],
     "attributes": [{"name": "n", "dtype": "int", "primary": true}, %s]}
    """
        .formatted(name, attributes);
  }

  static Row row(Random random, int number) {
    Map<Type, @Nullable Object> values = new LinkedHashMap<>();
    for (Type type : Type.values()) {
      values.put(type, value(random, type));
    }
    return new Row(
        new java.util.UUID(random.nextLong(), random.nextLong()).toString(), number, values);
  }

  static @Nullable Object value(Random random, Type type) {
    int drawn = random.nextInt(type.values.size() * 5 / 4 + 1);
    return drawn < type.values.size() ? type.values.get(drawn) : null;
  }

  /** The document that makes an array; what is null is left out or null, by turns. */
  static String document(Row row) {
    String custom =
        row.values().entrySet().stream()
            .filter(entry -> entry.getValue() != null || row.number() % 2 == 0)
            .map(entry -> json(entry.getKey().attribute) + ": " + json(entry.getValue()))
            .collect(Collectors.joining(", "));
    return "{\"id\": \"%s\", \"primary_attributes\": {\"n\": %d}, \"custom_attributes\": {%s}}"
        .formatted(row.id(), row.number(), custom);
  }

  static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case BigInteger number -> number.toString();
      case Double number -> Double.isFinite(number) ? number.toString() : "\"" + number + "\"";
      case Complex(double re, double im) -> "[" + json(re) + ", " + json(im) + "]";
      case Instant time -> "\"" + time + "\"";
      case List<?> items ->
          items.stream()
              .map(item ->
                  item instanceof Complex(double re, double im)
                      ? "\"(%s+%sj)\"".formatted(re, im)
                      : json(item))
              .collect(Collectors.joining(", ", "[", "]"));
      default -> JsonMapper.shared().writeValueAsString(value);
    };
  }
}
