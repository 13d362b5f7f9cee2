package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.AttributeRows.Row;
import io.hypertile.collection.web.AttributeRows.Type;
import io.hypertile.collection.web.Comparisons.Comparison;
import io.hypertile.collection.web.Comparisons.Literal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Every operator with every type of attribute and literal over HTTP, on files. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class FilterEdgeTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/filters/arrays";

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;
  private final Random random = TestSeed.random();
  private final List<Row> rows = rows(TestSeed.random(), 90);

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  private static List<Row> rows(Random random, int count) {
    return IntStream.range(0, count).mapToObj(n -> AttributeRows.row(random, n)).toList();
  }

  /** Makes the arrays before the first test; none changes them. */
  @BeforeEach
  void createArrays() throws IOException {
    api = new ApiClient(port);
    if (api.get(COLLECTIONS + "/filters").status() == 200) {
      return;
    }
    api.json("POST", COLLECTIONS, AttributeRows.collection("filters")).expect(201);
    String body = String.join(",", rows.stream().map(AttributeRows::document).toList());
    Answer answer = api.json("POST", ARRAYS + ":batch", "[" + body + "]").expect(200);
    answer
        .json()
        .get("items")
        .forEach(item -> assertThat(item.get("status").asInt()).as(item + "").isEqualTo(201));
  }

  private static String address(String filter) {
    return ARRAYS + "?limit=1000&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  private void checkAll(List<Comparison> comparisons) throws IOException {
    for (Comparison comparison : comparisons) {
      check(comparison);
    }
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
  void everyOperatorMeansWhatItSaysOfEveryLiteral(Type type) throws Exception {
    List<Comparison> comparisons = new ArrayList<>();
    for (Literal literal : Comparisons.literals()) {
      boolean fits = literal.value() == null || Comparisons.fitted(type, literal).isPresent();
      for (String operator : fits ? Comparisons.OPERATORS : List.of("==", "<=", "not in")) {
        comparisons.add(Comparisons.comparison(type, operator, literal));
      }
    }
    Clients.share(comparisons, this::checkAll);
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
      case 0 -> new Comparison("(" + left.text() + ") AND " + right.text(), first.and(second));
      case 1 -> new Comparison("(" + left.text() + "\tor(" + right.text() + "))", first.or(second));
      case 2 -> new Comparison("not(" + left.text() + ")", first.negate());
      default ->
          new Comparison(
              "(Not (" + left.text() + ") and not not (" + right.text() + "))",
              first.negate().and(second));
    };
  }

  @Test
  void combinationsMeanWhatTheirPartsMean() throws Exception {
    List<Comparison> comparisons = new ArrayList<>();
    for (Type type : Type.values()) {
      for (Literal literal : Comparisons.literals()) {
        for (String operator : Comparisons.OPERATORS) {
          Comparison comparison = Comparisons.comparison(type, operator, literal);
          if (comparison.meaning() != null) {
            comparisons.add(comparison);
          }
        }
      }
    }
    // "(a) AND b" binds closer than "or" within parentheses only, so each is put into them.
    List<Comparison> combinations = new ArrayList<>();
    for (int round = 0; round < 250; round++) {
      Comparison comparison = combined(comparisons, 5);
      combinations.add(new Comparison("(" + comparison.text() + ")", comparison.meaning()));
    }
    Clients.share(combinations, this::checkAll);
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
    assertThat(api.get(address(digits)).expect(200).json().get("items")).hasSameSizeAs(rows);
    String many = "n in (" + "5,".repeat(1_000) + ")";
    assertThat(api.get(address(many)).expect(200).json().get("items")).hasSize(1);
    JsonNode more =
        api.get(address("n in (" + "5,".repeat(1_001) + ")")).problem(400, "invalid-filter");
    assertThat(more.get("detail").asString()).contains("1000", "ranges");
  }
}
