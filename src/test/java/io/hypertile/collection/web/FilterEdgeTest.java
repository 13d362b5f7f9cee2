package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.AttributeRows.Complex;
import io.hypertile.collection.web.AttributeRows.Row;
import io.hypertile.collection.web.AttributeRows.Type;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Every operator with every type of attribute and literal over HTTP, on files. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterEdgeTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/filters/arrays";
  private static final int ROWS = 90;
  private static final List<String> OPERATORS =
      List.of("==", "!=", "<", "<=", ">", ">=", "in", "not in");

  @LocalServerPort int port;
  private ApiClient api;
  private final List<Row> rows = new ArrayList<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /**
   * A literal.
   *
   * @param value what it is: a number, text, time, list or boolean; null for null
   * @param meant what it is for an attribute of times or complex numbers; null when it is nothing
   */
  private record Literal(String text, @Nullable Object value, @Nullable Object meant) {}

  /** A comparison with what it means; the meaning is null where it must be refused. */
  private record Comparison(String text, @Nullable Predicate<Row> meaning) {}

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) throws IOException {
    Path root = Files.createTempDirectory("filters");
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeAll
  void createArrays() throws IOException {
    System.out.println("seed of FilterEdgeTest: " + seed);
    api = new ApiClient(port);
    api.json("POST", COLLECTIONS, AttributeRows.collection("filters")).expect(201);
    IntStream.range(0, ROWS).forEach(number -> rows.add(AttributeRows.row(random, number)));
    String body = String.join(",", rows.stream().map(AttributeRows::document).toList());
    Answer answer = api.json("POST", ARRAYS + ":batch", "[" + body + "]").expect(200);
    answer
        .json()
        .get("items")
        .forEach(item -> assertThat(item.get("status").asInt()).as(item + "").isEqualTo(201));
  }

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

  private static List<Literal> literals() {
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
  private static Optional<Object> fitted(Type type, Literal literal) {
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

  private static Comparison comparison(Type type, String operator, Literal literal) {
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
      case "==", "in" -> AttributeRows.equal(value, literal);
      case "!=", "not in" -> !AttributeRows.equal(value, literal);
      default -> {
        int order = AttributeRows.order(value, literal);
        boolean less = order < 0 && operator.startsWith("<");
        boolean more = order > 0 && operator.startsWith(">");
        yield order != 2 && (less || more || order == 0 && operator.endsWith("="));
      }
    };
  }

  private static String address(String filter) {
    return ARRAYS + "?limit=1000&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  private void check(Comparison comparison) throws IOException {
    Predicate<Row> meaning = comparison.meaning();
    if (meaning == null) {
      JsonNode problem = api.get(address(comparison.text())).problem(400, "invalid-filter");
      assertThat(problem.get("attribute").asString()).isNotEmpty();
      assertThat(problem.get("column").asInt()).isBetween(2, comparison.text().length());
      return;
    }
    Set<String> found = new LinkedHashSet<>();
    api.get(address(comparison.text()))
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> found.add(item.get("id").asString()));
    assertThat(found)
        .as(comparison.text())
        .containsExactlyElementsOf(rows.stream().filter(meaning).map(Row::id).sorted().toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyOperatorMeansWhatItSaysOfEveryLiteral(Type type) throws IOException {
    for (Literal literal : literals()) {
      boolean fits = literal.value() == null || fitted(type, literal).isPresent();
      for (String operator : fits ? OPERATORS : List.of("==", "<=", "not in")) {
        check(comparison(type, operator, literal));
      }
    }
  }

  private Comparison combined(List<Comparison> comparisons, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return comparisons.get(random.nextInt(comparisons.size()));
    }
    Comparison left = combined(comparisons, depth - 1);
    Comparison right = combined(comparisons, depth - 1);
    Predicate<Row> first = left.meaning();
    Predicate<Row> second = right.meaning();
    return switch (random.nextInt(4)) {
      case 0 -> new Comparison("(" + left.text + ") AND " + right.text, first.and(second));
      case 1 -> new Comparison("(" + left.text + "\tor(" + right.text + "))", first.or(second));
      case 2 -> new Comparison("not(" + left.text + ")", first.negate());
      default ->
          new Comparison(
              "(Not (" + left.text + ") and not not (" + right.text + "))",
              first.negate().and(second));
    };
  }

  @Test
  void combinationsMeanWhatTheirPartsMean() throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    for (Type type : Type.values()) {
      for (Literal literal : literals()) {
        for (String operator : OPERATORS) {
          Comparison comparison = comparison(type, operator, literal);
          if (comparison.meaning() != null) {
            comparisons.add(comparison);
          }
        }
      }
    }
    // "(a) AND b" binds closer than "or" within parentheses only, so each is put into them.
    for (int round = 0; round < 250; round++) {
      Comparison comparison = combined(comparisons, 5);
      check(new Comparison("(" + comparison.text() + ")", comparison.meaning()));
    }
  }

  @Test
  void valuesComeBackAsTheyWent() throws IOException {
    for (Row row : rows.subList(0, 30)) {
      JsonNode custom =
          api.get(ARRAYS + "/" + row.id()).expect(200).json().get("custom_attributes");
      for (Type type : Type.values()) {
        if (type != Type.COMPLEX && type != Type.TUPLE && type != Type.TIME) {
          Object value = row.get(type);
          String shown = custom.get(type.attribute).toString();
          if (value instanceof Double number && Double.isFinite(number)) {
            assertThat(Double.valueOf(shown)).isEqualTo(number);
          } else {
            assertThat(shown).isEqualTo(AttributeRows.json(value));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          i = 1|3
          i <> 1|3
          i|2
          i ==|5
          i == 1 and|11
          i == 1 an f > 0|8
          and i == 1|1
          (i == 1|8
          i == 1)|7
          i == 'a|8
          i == 1 or or f == 1|11
          not|4
          !(i == 1)|1
          i in 1|6
          i in (1|8
          i in ()|7
          i not 1|7
          i == 1.2.3|9
          i == 0x10|7
          i == 1e|8
          i == NaN|6
          f == Infinity|6
          i == f|6
          1 == i|1
          t == 2023-02-30|6
          t == 2023-01-03T25:00|6
          p == [1, 2|11
          p == [1 2]|9
          s.t == 1|1
          `vent ü`x, "y"` == 'a'|9
          i == 1; i == 2|7
          i && f|3
          or|1
          i == 1 and (or f > 1)|13
          ünbekannt == 1|1
          """)
  void syntaxErrorsNameTheirColumn(String filter, int column) throws IOException {
    JsonNode problem = api.get(address(filter)).problem(400, "invalid-filter");
    assertThat(problem.get("column").asInt()).as(problem + "").isEqualTo(column);
    assertThat(problem.get("detail").asString()).contains(" (column " + column + ")");
  }

  @Test
  void lengthNestingAndNumberOfLiteralsAreBounded() throws IOException {
    String most = "(".repeat(64) + "n == 5" + ")".repeat(64);
    assertThat(api.get(address(most)).expect(200).json().get("items")).hasSize(1);
    JsonNode deep = api.get(address("(" + most + ")")).problem(400, "invalid-filter");
    assertThat(deep.get("detail").asString()).contains("64");
    String nots = "not ".repeat(64) + "n == 5";
    assertThat(api.get(address(nots)).expect(200).json().get("items")).hasSize(1);
    api.get(address("not " + nots)).problem(400, "invalid-filter");
    String lists = "p == " + "[".repeat(64) + "]".repeat(64);
    assertThat(api.get(address(lists)).status()).isIn(200, 400);
    api.get(address("p == " + "[".repeat(65) + "]".repeat(65))).problem(400, "invalid-filter");
    String padded = "n == 5" + " ".repeat(4_000);
    assertThat(api.get(address(padded)).expect(200).json().get("items")).hasSize(1);
    String digits = "n < 1" + "0".repeat(1_900);
    assertThat(api.get(address(digits)).expect(200).json().get("items")).hasSize(ROWS);
    String many = "n in (" + "5,".repeat(1_000) + ")";
    assertThat(api.get(address(many)).expect(200).json().get("items")).hasSize(1);
    JsonNode more =
        api.get(address("n in (" + "5,".repeat(1_001) + ")")).problem(400, "invalid-filter");
    assertThat(more.get("detail").asString()).contains("1000", "ranges");
  }
}
