package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the ledger of wrong answers names tests that exist. */
class CorrectnessDocTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));

  /** A test: a class or a file of Python, perhaps with a method; or a method alone. */
  private static final Pattern NAMED =
      Pattern.compile("`(?:([A-Z]\\w+|\\w+\\.py))?(?:(?:#|\\.|::)(\\w+))?`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(BASE.resolve("src/docs/correctness.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| Kind of fault")) {
        continue;
      }
      rows++;
      String tests = line.substring(line.lastIndexOf('|', line.length() - 2));
      List<MatchResult> named = NAMED.matcher(tests).results().toList();
      assertThat(named).as(line).isNotEmpty();
      String last = "";
      for (MatchResult test : named) {
        last = test.group(1) == null ? last : test.group(1);
        String source = sources.getOrDefault(last, "");
        if (source.isEmpty() || (test.group(2) != null && !hasMethod(source, test.group(2)))) {
          missing.add(test.group());
        }
      }
    }
    assertThat(rows).isGreaterThan(60);
    assertThat(missing).isEmpty();
  }

  private static boolean hasMethod(String source, String name) {
    return Pattern.compile("\\b" + name + "\\s*\\(").matcher(source).find();
  }

  /** The text of each file of tests by its name, of Java's without ending. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(BASE.resolve("src/test"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java") || name.endsWith(".py")) {
          sources.put(name.replace(".java", ""), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
