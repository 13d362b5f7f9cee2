package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * References from comments in the sources to pages of the documentation lead somewhere, as do the
 * names of classes and tests on the page of Deker's layout.
 */
class DocReferencesTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final String LAYOUT = "deker-layout.md";
  private static final Set<String> RULES =
      Set.of("deker-rules.md", "atlas-rules.md", "zcollection-rules.md");

  /** A block comment, or lines of comments one below the other. */
  private static final Pattern COMMENT =
      Pattern.compile("(?s)/\\*.*?\\*/|(?m:^\\s*//.*$(?:\\R\\s*//.*$)*)|(?m: // .*$)");

  private static final Pattern LEADING = Pattern.compile("(?m)^\\s*(?:/\\*+|\\*/|\\*|//)");

  /** A page and what follows it: sections in quotes, or numbers. */
  private static final Pattern CITED =
      Pattern.compile(
          "([\\w-]+\\.md)(?:,? (?:section |rules? )?(\\d+(?:\\.\\d+)?(?:(?:, | and | to )\\d+(?:\\.\\d+)?)*)"
              + "|((?:(?:, | and )\"[^\"]+\")+))?");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern NUMBER = Pattern.compile("[\\d.]+");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern RULE = Pattern.compile("(?m)^\\| (\\d+) \\|");
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+[a-z]\\w*)`");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

  private final Map<String, String> pages = pages();

  private static Map<String, String> pages() {
    try (Stream<Path> files = Files.list(BASE.resolve("src/docs"))) {
      Map<String, String> pages = new HashMap<>();
      Stream<Path> texts = files.filter(file -> file.toString().endsWith(".md"));
      for (Path file : Stream.concat(texts, Stream.of(BASE.resolve("README.md"))).toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
      return pages;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Path> sources(String... trees) throws IOException {
    Map<String, Path> sources = new HashMap<>();
    for (String tree : trees) {
      try (Stream<Path> files = Files.walk(BASE.resolve(tree))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          // The descriptions of packages share one name.
          String key = name.equals("package-info.java") ? file.toString() : name;
          sources.put(key.replace(".java", ""), file);
        }
      }
    }
    return sources;
  }

  @Test
  void commentsCitePagesAndSectionsThatExist() throws IOException {
    List<String> faults = new ArrayList<>();
    int cited = 0;
    Map<String, Path> sources = sources("src/main/java", "src/test/java");
    // Its examples of comments that lead nowhere are meant to.
    sources.remove(DocReferencesTest.class.getSimpleName());
    for (Path file : sources.values()) {
      String source = Files.readString(file);
      cited += citations(source).size();
      faults(source).forEach(fault -> faults.add(BASE.relativize(file) + ": " + fault));
    }
    assertThat(faults).isEmpty();
    assertThat(cited).isGreaterThan(80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/** Paths (missing.md). */",
        "/** Paths (deker.md 1.4). */",
        "/** Paths (deker-layout.md). */",
        "/** Paths (deker-layout.md, \"Locks\" and \"Nowhere\"). */",
        "/**\n * Paths (deker-layout.md,\n * \"Nowhere\").\n */",
        "// Paths (deker-layout.md,\n// \"Nowhere\").",
        "int a; // missing.md",
        "/** Rules (deker-rules.md 1 and 223). */",
        "/** Rules (deker-rules.md rule 1000). */"
      })
  void commentsThatLeadNowhereAreFound(String comment) {
    assertThat(faults(comment)).hasSize(1);
  }

  private static List<MatchResult> citations(String source) {
    List<MatchResult> found = new ArrayList<>();
    Matcher comment = COMMENT.matcher(source);
    while (comment.find()) {
      String text = LEADING.matcher(comment.group()).replaceAll(" ").replaceAll("\\s+", " ");
      CITED.matcher(text).results().forEach(found::add);
    }
    return found;
  }

  private List<String> faults(String source) {
    List<String> faults = new ArrayList<>();
    for (MatchResult cited : citations(source)) {
      String page = cited.group(1);
      if (!pages.containsKey(page)) {
        faults.add("no page " + page);
        continue;
      }
      if (cited.group(2) != null) {
        List<String> known = RULES.contains(page) ? found(RULE, pages.get(page)) : List.of();
        List<String> numbers =
            NUMBER.matcher(cited.group(2)).results().map(MatchResult::group).toList();
        if (!known.containsAll(numbers)) {
          faults.add("no such number: " + cited.group());
        }
      }
      List<String> sections = cited.group(3) == null ? List.of() : found(QUOTED, cited.group(3));
      boolean isMissing = page.equals(LAYOUT) && sections.isEmpty();
      if (isMissing || !found(HEADING, pages.get(page)).containsAll(sections)) {
        faults.add("no such section: " + cited.group());
      }
    }
    return faults;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void layoutNamesClassesAndTestsThatExist() throws IOException {
    String page = pages.get(LAYOUT);
    String owners =
        Pattern.compile("(?m)^Owners?: (?s:.+?)\\R\\R")
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining("\n"));
    List<String> classes = found(CLASS, owners);
    assertThat(classes).hasSizeGreaterThan(40);
    TreeSet<String> missing = new TreeSet<>(classes);
    missing.removeAll(sources("src/main/java").keySet());
    assertThat(missing).isEmpty();

    Map<String, Path> sources = sources("src/test/java");
    List<MatchResult> tests = TEST.matcher(page).results().toList();
    assertThat(tests).hasSizeGreaterThan(10);
    for (MatchResult test : tests) {
      assertThat(sources).containsKey(test.group(1));
      assertThat(Files.readString(sources.get(test.group(1))))
          .as(test.group())
          .contains(" " + test.group(2) + "(");
    }
  }

  @Test
  void everySectionOfTheLayoutBeforeTheLastNamesItsOwners() {
    List<String> sections = List.of(pages.get(LAYOUT).split("\n## "));
    assertThat(sections).hasSizeGreaterThan(10);
    assertThat(sections.subList(1, sections.size() - 1))
        .allSatisfy(section -> assertThat(section).containsPattern("(?m)^Owners?: `"));
  }
}
