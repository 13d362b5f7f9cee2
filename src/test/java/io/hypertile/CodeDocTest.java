package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages about the code speak of classes, files, packages and threads that are there. */
class CodeDocTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));

  private static final List<String> PAGES =
      List.of(
          "architecture.md",
          "request-flow.md",
          "threads-and-memory.md",
          "where-is.md",
          "contributing.md");

  private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");

  /** A class, perhaps with the ending of its file, or with a method. */
  private static final Pattern TYPE =
      Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.java|\\.([a-z]\\w*))?");

  private static final Pattern FILE = Pattern.compile("(?:src|openapi)/[\\w./-]+");

  /** Threads are named where they are made. */
  private static final Pattern THREAD =
      Pattern.compile("(?:\\.name|\\.thread)\\(\\s*\"([\\w-]+)\"");

  /** Words that look like classes. */
  private static final Set<String> HEADERS = Set.of("Accept", "ETag", "Location");

  @Test
  void everyClassNamedOnAPageExists() throws IOException {
    Map<String, String> sources = sources();
    Set<String> missing = new TreeSet<>();
    int named = 0;
    for (String page : PAGES) {
      for (String quoted : quoted(page)) {
        Matcher type = TYPE.matcher(quoted);
        if (type.matches() && !HEADERS.contains(quoted)) {
          named++;
          if (!exists(type.group(1), type.group(2), sources)) {
            missing.add(page + ": " + quoted);
          }
        }
      }
    }
    assertThat(named).isGreaterThan(300);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyFileNamedOnAPageExists() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String page : PAGES) {
      for (String quoted : quoted(page)) {
        if (FILE.matcher(quoted).matches() && Files.notExists(BASE.resolve(quoted))) {
          missing.add(page + ": " + quoted);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void packagesAndImportsOnThePageAreThoseOfTheRules() throws IOException {
    Map<String, String> rules = new LinkedHashMap<>();
    for (String line : Files.readAllLines(BASE.resolve("src/test/resources/package-rules.txt"))) {
      if (!line.startsWith("#")) {
        addRule(line, rules);
      }
    }
    String section = page("architecture.md").split("\n## ")[3];
    Map<String, String> shown = new LinkedHashMap<>();
    String block = section.split("```")[1];
    block.lines().forEach(line -> addRule(line, shown));
    List<String> described = new ArrayList<>();
    section
        .lines()
        .filter(line -> line.matches("\\| [a-z].*") && !line.startsWith("| package "))
        .forEach(line -> described.add(line.split("\\|")[1].strip()));

    assertThat(shown).containsExactlyEntriesOf(rules);
    assertThat(described).containsExactlyElementsOf(rules.keySet());
  }

  /** A class stands in the row of its own package. */
  @Test
  void classesOfAPackageOnThePageAreInThatPackage() throws IOException {
    String section = page("architecture.md").split("\n## ")[3];
    Set<String> elsewhere = new TreeSet<>();
    section
        .lines()
        .filter(line -> line.matches("\\| [a-z].*") && !line.startsWith("| package "))
        .forEach(line -> {
          String[] cells = line.split("\\|");
          Path home =
              BASE.resolve("src/main/java/io/hypertile")
                  .resolve(cells[1].strip().replace('.', '/'));
          QUOTED
              .matcher(cells[3])
              .results()
              .map(type -> type.group(1))
              .filter(type -> Files.notExists(home.resolve(type + ".java")))
              .forEach(type -> elsewhere.add(cells[1].strip() + ": " + type));
        });
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void everyThreadThatIsNamedInTheCodeIsOnThePage() throws IOException {
    String page = page("threads-and-memory.md");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(BASE.resolve("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        THREAD.matcher(Files.readString(file)).results().forEach(name -> names.add(name.group(1)));
      }
    }
    assertThat(names).contains("hypertile-io-", "journal-checkpoint");
    assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name));
  }

  private static void addRule(String line, Map<String, String> rules) {
    if (!line.isBlank()) {
      String[] row = line.split(":", 2);
      rules.put(row[0].strip(), row[1].strip());
    }
  }

  private static String page(String name) throws IOException {
    return Files.readString(BASE.resolve("src/docs").resolve(name));
  }

  private static List<String> quoted(String page) throws IOException {
    return QUOTED.matcher(page(page)).results().map(quoted -> quoted.group(1)).toList();
  }

  private static boolean exists(String type, String method, Map<String, String> sources) {
    String source = sources.get(type);
    if (source != null) {
      return method == null || Pattern.compile("\\b" + method + "\\b").matcher(source).find();
    }
    return Stream.of("java.lang.", "java.util.")
        .flatMap(of -> find(of + type).stream())
        .anyMatch(known ->
            method == null
                || Stream.of(known.getMethods()).anyMatch(found -> found.getName().equals(method)));
  }

  private static Optional<Class<?>> find(String type) {
    try {
      return Optional.of(Class.forName(type));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The text of each class of the program and its tests by the name of its file. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String root : List.of("src/main/java", "src/test")) {
      try (Stream<Path> files = Files.walk(BASE.resolve(root))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
