package io.hypertile.catalog;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.AttributeValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * A filter with what it means, worked out with the platform's own numbers and texts.
 *
 * @param text what a client writes
 * @param meaning whether an array is meant
 */
record MeantFilter(String text, Function<ArrayHeader, Boolean> meaning) {
  private static MeantFilter comparison(
      Random random, String attribute, String operator, List<String> reals) {
    String literal =
        random.nextBoolean()
            ? CatalogRows.any(random, CatalogRows.INTS).toString()
            : CatalogRows.any(random, reals);
    BigDecimal number =
        literal.matches("-?[0-9]+")
            ? new BigDecimal(literal)
            : new BigDecimal(Double.parseDouble(literal));
    return new MeantFilter(
        attribute + " " + operator + " " + literal,
        header -> number(header, attribute, operator, number));
  }

  private static MeantFilter comparison(Random random) {
    String operator = CatalogRows.any(random, List.of("==", "!=", "<", "<=", ">", ">="));
    return switch (random.nextInt(6)) {
      case 0 ->
          comparison(
              random,
              "n",
              operator,
              List.of("1.5", "-0.5", "9007199254740992.0", "1e40", "-1e40", "0.0"));
      case 1 ->
          comparison(
              random, "f", operator, List.of("0.1", "-1.5", "1e40", "0.0", "-0.0", "4.9e-324"));
      case 2 -> {
        String text = CatalogRows.any(random, CatalogRows.TEXTS);
        yield new MeantFilter(
            "s " + operator + " '" + text.replace("'", "''") + "'",
            header ->
                header
                    .find("s")
                    .map(value ->
                        holds(
                            operator,
                            CatalogRows.codePoints(
                                ((AttributeValue.TextValue) value).value(), text)))
                    .orElse(false));
      }
      case 3 -> {
        Instant time = CatalogRows.any(random, CatalogRows.TIMES);
        yield new MeantFilter(
            "dt " + operator + " " + (random.nextBoolean() ? time : "'" + time + "'"),
            header ->
                header
                    .find("dt")
                    .map(value ->
                        holds(operator, ((AttributeValue.TimeValue) value).value().compareTo(time)))
                    .orElse(false));
      }
      case 4 -> {
        String name = CatalogRows.any(random, List.of("n", "f", "s", "dt"));
        boolean absent = random.nextBoolean();
        yield new MeantFilter(
            name + (absent ? " == null" : " != null"),
            header -> header.find(name).isEmpty() == absent);
      }
      default -> {
        boolean not = random.nextBoolean();
        boolean nothing = random.nextBoolean();
        String text = "f " + (not ? "not in" : "in") + " (0.1, 1" + (nothing ? ", null)" : ")");
        yield new MeantFilter(text, header -> member(header, not, nothing));
      }
    };
  }

  private static boolean member(ArrayHeader header, boolean not, boolean nothing) {
    Optional<Double> value =
        header.find("f").map(found -> ((AttributeValue.FloatValue) found).value());
    if (value.isEmpty()) {
      return !not && nothing;
    }
    return not != (value.get() == 0.1 || value.get() == 1);
  }

  private static boolean number(
      ArrayHeader header, String name, String operator, BigDecimal number) {
    return switch (header.find(name).orElse(null)) {
      case AttributeValue.IntValue(BigInteger value) ->
          holds(operator, new BigDecimal(value).compareTo(number));
      case AttributeValue.FloatValue(double value) ->
          Double.isNaN(value)
              ? operator.equals("!=")
              : holds(
                  operator,
                  Double.isInfinite(value)
                      ? (int) Math.signum(value)
                      : new BigDecimal(value).compareTo(number));
      case null, default -> false;
    };
  }

  private static boolean holds(String operator, int order) {
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  /** A filter of comparisons to a depth. */
  static MeantFilter filter(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return comparison(random);
    }
    MeantFilter left = filter(random, depth - 1);
    MeantFilter right = filter(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 ->
          new MeantFilter(
              "(" + left.text + " and " + right.text + ")",
              header -> left.meaning.apply(header) && right.meaning.apply(header));
      case 1 ->
          new MeantFilter(
              "(" + left.text + " or " + right.text + ")",
              header -> left.meaning.apply(header) || right.meaning.apply(header));
      default -> new MeantFilter("not (" + left.text + ")", header -> !left.meaning.apply(header));
    };
  }
}
