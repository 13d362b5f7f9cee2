package io.hypertile.collection.web;

import io.hypertile.collection.web.AttributeRows.Complex;
import io.hypertile.collection.web.AttributeRows.Row;
import io.hypertile.collection.web.AttributeRows.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Comparisons of filters, with what each means for rows, worked out without the server's code. */
final class Comparisons {
  static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=", "in", "not in");

  private Comparisons() {}

  /**
   * A literal.
   *
   * @param value what it is: a number, text, time, list or boolean; null for null
   * @param meant what it is for an attribute of times or complex numbers; null when it is nothing
   */
  record Literal(String text, @Nullable Object value, @Nullable Object meant) {}

  /** A comparison with what it means; the meaning is null where it must be refused. */
  record Comparison(String text, @Nullable Predicate<Row> meaning) {}

  private static String quoted(String text, char quote) {
    return quote + text.replace("" + quote, "" + quote + quote) + quote;
  }

  private static Literal text(String text, char quote) {
    Object meant = null;
    if (text.equals("2023-01-03T00:00:00Z")) {
      meant = Instant.parse(text);
    } else if (text.equals("(1+2j)")) {
      meant = new Complex(1, 2);
    } else if (text.equals("1")) {
      meant = new Complex(1, 0);
    }
    return new Literal(quoted(text, quote), text, meant);
  }

  /** Literals of every kind. */
  static List<Literal> literals() {
    List<Literal> literals = new ArrayList<>();
    AttributeRows.INTS.forEach(value -> literals.add(new Literal(value + "", value, null)));
    literals.add(new Literal("+0007", BigInteger.valueOf(7), null));
    for (String real : List.of("0.1", "-1.5", "1.0", "-0.0", "1e300", "5e-324", ".5", "9.3e+18")) {
      literals.add(new Literal(real, Double.valueOf(real), null));
    }
    AttributeRows.TEXTS.forEach(text -> literals.add(text(text, '\'')));
    AttributeRows.TEXTS.forEach(text -> literals.add(text(text, '"')));
    for (String word : List.of("NaN", "Infinity", "-Infinity")) {
      Complex meant = new Complex(Double.parseDouble(word), 0);
      literals.add(new Literal("'" + word + "'", word, meant));
    }
    for (String time :
        List.of(
            "0001-01-01T00:00:00Z",
            "1970-01-01",
            "1970-01-01T01:00+01:00",
            "2023-01-03T04:05:06.000007",
            "2023-01-02T20:05:06.000007-08:00",
            "2023-01-03T00Z",
            "9999-12-31T23:59:59.999999Z")) {
      Instant instant = Instant.parse(utc(time));
      literals.add(new Literal(time, instant, instant));
      String blank = time.replace('T', ' ');
      literals.add(new Literal("'" + blank + "'", blank, instant));
    }
    literals.add(new Literal("null", null, null));
    literals.add(new Literal("true", true, null));
    literals.addAll(lists());
    return literals;
  }

  private static String utc(String time) {
    return switch (time) {
      case "1970-01-01", "1970-01-01T01:00+01:00" -> "1970-01-01T00:00:00Z";
      case "2023-01-03T04:05:06.000007" -> "2023-01-03T04:05:06.000007Z";
      case "2023-01-02T20:05:06.000007-08:00" -> "2023-01-03T04:05:06.000007Z";
      case "2023-01-03T00Z" -> "2023-01-03T00:00:00Z";
      default -> time;
    };
  }

  private static List<Literal> lists() {
    BigInteger one = BigInteger.ONE;
    Complex complex = new Complex(1, 2);
    return List.of(
        new Literal("[]", List.of(), null),
        new Literal("[1]", List.of(one), null),
        new Literal("[1.0]", List.of(1.0), null),
        new Literal("[1, 2]", List.of(one, BigInteger.TWO), complex),
        new Literal("[ 0.1 , -1.5 ]", List.of(0.1, -1.5), new Complex(0.1, -1.5)),
        new Literal("['NaN', 1]", List.of("NaN", one), new Complex(Double.NaN, 1)),
        new Literal(
            "[\"Infinity\", -1]",
            List.of("Infinity", one.negate()),
            new Complex(Double.POSITIVE_INFINITY, -1)),
        new Literal("[1.5, 'x']", List.of(1.5, "x"), null),
        new Literal(
            "[1,[2,['x',[]]]]",
            List.of(one, List.of(BigInteger.TWO, List.of("x", List.of()))),
            null),
        new Literal("[1e40]", List.of(1e40), null),
        new Literal("[1" + "0".repeat(40) + "]", List.of(BigInteger.TEN.pow(40)), null),
        new Literal("['(1+2j)']", List.of(complex), null),
        new Literal("['é''\"', 'null']", List.of("é'\"", "null"), null));
  }

  /** What a literal is for an attribute's type; empty where it is nothing. */
  static Optional<Object> fitted(Type type, Literal literal) {
    Object value = literal.value();
    return switch (type) {
      case INT, UNSIGNED -> Optional.ofNullable(value).filter(Number.class::isInstance);
      case FLOAT -> real(value);
      case NARROW ->
          real(value)
              .map(number ->
                  number instanceof Double real && !Float.isInfinite(real.floatValue())
                      ? (Object) (double) real.floatValue()
                      : number);
      case TEXT -> Optional.ofNullable(value).filter(String.class::isInstance);
      case TIME -> Optional.ofNullable(literal.meant()).filter(Instant.class::isInstance);
      case COMPLEX ->
          value instanceof Number number
              ? Optional.of(new Complex(number.doubleValue(), 0))
              : Optional.ofNullable(literal.meant()).filter(Complex.class::isInstance);
      case TUPLE -> Optional.ofNullable(value).filter(List.class::isInstance);
    };
  }

  private static Optional<Object> real(@Nullable Object value) {
    return switch (value) {
      case Number number -> Optional.of(number);
      case String word when word.matches("NaN|-?Infinity") -> Optional.of(Double.valueOf(word));
      case null, default -> Optional.empty();
    };
  }

  /** A comparison of an attribute with a literal, and what it means. */
  static Comparison comparison(Type type, String operator, Literal literal) {
    boolean member = operator.endsWith("in");
    String text =
        type.written() + " " + operator + (member ? " (" + literal.text() + ")" : literal.text());
    boolean equality = member || operator.endsWith("=") && operator.matches("[=!]=");
    if (literal.value() == null) {
      boolean absent = operator.equals("==") || operator.equals("in");
      return new Comparison(text, equality ? row -> (row.get(type) == null) == absent : null);
    }
    Object fitted = fitted(type, literal).orElse(null);
    if (fitted == null || !equality && !type.isOrdered()) {
      return new Comparison(text, null);
    }
    return new Comparison(text, row -> holds(row.get(type), operator, fitted));
  }

  private static boolean holds(@Nullable Object value, String operator, Object literal) {
    if (value == null) {
      return false;
    }
    return switch (operator) {
      case "==", "in" -> AttributeMeaning.equal(value, literal);
      case "!=", "not in" -> !AttributeMeaning.equal(value, literal);
      default -> {
        int order = AttributeMeaning.order(value, literal);
        boolean less = order < 0 && operator.startsWith("<");
        boolean more = order > 0 && operator.startsWith(">");
        yield order != 2 && (less || more || order == 0 && operator.endsWith("="));
      }
    };
  }
}
