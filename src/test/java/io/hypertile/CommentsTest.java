package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Comments of the product are plain English: docstrings begin with a noun or a verb. Names of tests
 * say a condition and its outcome.
 */
class CommentsTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/java");

  private static final Pattern DOCSTRING = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

  /** Literals come first, so that text in them is not taken for a comment. */
  private static final Pattern COMMENT =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'"
              + "|(?<comment>/\\*.*?\\*/|//[^\n]*+(?:\n[ \t]*+//[^\n]*+)*+)",
          Pattern.DOTALL);

  private static final Pattern FRAME = Pattern.compile("\n[ \t]*+(?:\\*|//)?+|/\\*\\*?");

  private static final Pattern OPENING =
      Pattern.compile(
          "(?:what|how|where|which|why|who|whom|whose|whoever|whatever)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Turns of phrase that a reader has to read twice. */
  private static final Pattern DIALECT =
      Pattern.compile("\\b(?:anew|in vain|goes on|go on|so that of|so that those of|whoever)\\b");

  private static final Pattern TEST_METHOD = Pattern.compile("\\n  (?:public )?void (\\w+)\\(");

  /** Half a sentence: its beginning or its end is in the name of another test. */
  private static final Pattern HALF =
      Pattern.compile("so(?:Do|Does|Is|Are)[A-Z].*|.*(?:AreNone|IsNone|NeedNot|InVain|Anew)");

  @Test
  void docstringThatBeginsWithAQuestionWordIsRefused() throws IOException {
    Set<String> breaches = new TreeSet<>();
    int read = 0;
    for (Path source : sources(SOURCES)) {
      for (MatchResult docstring : DOCSTRING.matcher(Files.readString(source)).results().toList()) {
        read++;
        String text = plain(docstring.group(1));
        if (OPENING.matcher(text).matches()) {
          breaches.add(name(source, text));
        }
      }
    }
    assertThat(read).isGreaterThan(3_000);
    assertThat(breaches).isEmpty();
  }

  @Test
  void commentInDialectIsRefused() throws IOException {
    Set<String> breaches = new TreeSet<>();
    int read = 0;
    for (Path source : sources(SOURCES)) {
      for (MatchResult token : COMMENT.matcher(Files.readString(source)).results().toList()) {
        if (token.group("comment") == null) {
          continue;
        }
        read++;
        String text = plain(token.group("comment"));
        if (DIALECT.matcher(text).find()) {
          breaches.add(name(source, text));
        }
      }
    }
    assertThat(read).isGreaterThan(3_000);
    assertThat(breaches).isEmpty();
  }

  @Test
  void testNameThatIsHalfASentenceIsRefused() throws IOException {
    Set<String> breaches = new TreeSet<>();
    int read = 0;
    for (Path source : sources(BASE.resolve("src/test/java"))) {
      for (MatchResult method : TEST_METHOD.matcher(Files.readString(source)).results().toList()) {
        read++;
        if (HALF.matcher(method.group(1)).matches()) {
          breaches.add(source.getFileName() + ": " + method.group(1));
        }
      }
    }
    assertThat(read).isGreaterThan(1_000);
    assertThat(breaches).isEmpty();
    assertThat("soDoRefusals").matches(HALF);
    assertThat("bytesThroughTheLogNeedNot").matches(HALF);
    assertThat("someRefusalsAreShort").doesNotMatch(HALF);
  }

  @Test
  void openingWordsAndDialectAreFoundInEveryFormOfComment() {
    assertThat(plain("/**\n   * What a journal\n   * did. ")).matches(OPENING);
    assertThat(plain(" Whatever is left.")).matches(OPENING);
    assertThat(plain(" Wholly new.")).doesNotMatch(OPENING);
    assertThat(plain("// The log begins\n    // anew.")).containsPattern(DIALECT);
    assertThat(plain("/** Whether a read goes on. */")).containsPattern(DIALECT);
    String code = "String text = \"/* it goes on */\"; // fine";
    MatchResult comment =
        COMMENT
            .matcher(code)
            .results()
            .filter(token -> token.group("comment") != null)
            .toList()
            .getFirst();
    assertThat(comment.group()).isEqualTo("// fine");
  }

  private static Iterable<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String plain(String comment) {
    return FRAME.matcher(comment).replaceAll(" ").replaceAll("\\s+", " ").strip();
  }

  private static String name(Path source, String text) {
    return SOURCES.relativize(source) + ": " + text.substring(0, Math.min(80, text.length()));
  }
}
