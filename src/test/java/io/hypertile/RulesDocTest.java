package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of rules have a row for each rule, and the tests they name are there. */
class RulesDocTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final String DEKER = "deker-rules.md";
  private static final String TABLES = "DekerRulesTest#answersAreAsTheRulesSay";
  private static final Set<String> VERDICTS = Set.of("same", "better", "not applicable", "open");
  private static final Pattern TEST = Pattern.compile("`([^`]+)`");
  private static final Pattern TABLE_ROW = Pattern.compile("(\\d+) \\| .*");

  /** A row of the page. */
  private record Row(int rule, String about, String verdict, String how, List<String> tests) {
    static Row parse(String line) {
      String[] cells = line.substring(1).split("\\|", -1);
      assertThat(cells).as(line).hasSize(6);
      List<String> tests = new ArrayList<>();
      Matcher test = TEST.matcher(cells[4]);
      while (test.find()) {
        tests.add(test.group(1));
      }
      return new Row(
          Integer.parseInt(cells[0].strip()),
          cells[1].strip(),
          cells[2].strip(),
          cells[3].strip(),
          tests);
    }
  }

  private static List<Row> rows(String page) throws IOException {
    return Files.readAllLines(BASE.resolve("src/docs").resolve(page)).stream()
        .filter(line -> line.matches("\\| \\d+ .*"))
        .map(Row::parse)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"deker-rules.md, 222", "atlas-rules.md, 86", "zcollection-rules.md, 141"})
  void everyRuleHasOneRowAndNoneIsEmpty(String page, int rules) throws IOException {
    List<Row> rows = rows(page);
    assertThat(rows.stream().map(Row::rule).toList())
        .isEqualTo(IntStream.rangeClosed(1, rules).boxed().toList());
    for (Row row : rows) {
      assertThat(row.about()).as("rule %d", row.rule()).isNotBlank();
      assertThat(VERDICTS).as("rule %d", row.rule()).contains(row.verdict());
      if (!row.verdict().equals("open")) {
        assertThat(row.how()).as("rule %d", row.rule()).isNotBlank();
      }
      if (!Set.of("not applicable", "open").contains(row.verdict())) {
        assertThat(row.tests()).as("rule %d", row.rule()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deker-rules.md", "atlas-rules.md", "zcollection-rules.md"})
  void everyTestIsThere(String page) throws IOException {
    Map<String, String> sources = sources();
    Set<String> missing = new TreeSet<>();
    for (Row row : rows(page)) {
      for (String test : row.tests()) {
        boolean python = test.contains("::");
        String[] parts = test.split(python ? "::" : "#", -1);
        String source = sources.getOrDefault(parts[0], "");
        boolean there =
            python ? source.contains("\ndef " + parts[1] + "(") : isTest(source, parts[1]);
        if (!there) {
          missing.add(row.rule() + ": " + test);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Whether a class has a method of the name that is a test. */
  private static boolean isTest(String source, String method) {
    Matcher declared = Pattern.compile("\n +\\S+ " + Pattern.quote(method) + "\\(").matcher(source);
    if (!declared.find()) {
      return false;
    }
    String before = source.substring(0, declared.start());
    String annotations = before.substring(before.lastIndexOf("  }\n") + 1);
    return Stream.of("@Test", "@ParameterizedTest", "@TestFactory").anyMatch(annotations::contains);
  }

  @Test
  void everyRuleOfTheTablesHasItsRowsAndTheOtherWayRound() throws IOException {
    Set<Integer> listed = new TreeSet<>();
    for (Row row : rows(DEKER)) {
      if (row.tests().contains(TABLES)) {
        listed.add(row.rule());
      }
    }
    Set<Integer> shown = new TreeSet<>();
    try (Stream<Path> tables = Files.list(BASE.resolve("src/test/resources/rules"))) {
      for (Path table : tables.toList()) {
        for (String line : Files.readAllLines(table)) {
          Matcher row = TABLE_ROW.matcher(line);
          if (row.matches()) {
            shown.add(Integer.parseInt(row.group(1)));
          }
        }
      }
    }
    assertThat(shown).isEqualTo(listed);
  }

  /** Texts of the tests by class or script. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(BASE.resolve("src/test"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java")) {
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        } else if (name.endsWith(".py")) {
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }
}
