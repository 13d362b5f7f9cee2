package io.hypertile.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a text stops being JSON (RFC 8259) and says why, in words that tell how to write it.
 * Runs only over texts that a parser has refused. For one thread.
 */
public final class JsonFaults {
  private static final int MOST_NAMES = 10_000;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{4}");
  private static final Pattern WORD = Pattern.compile("-?[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private final String text;
  private final Deque<Level> levels = new ArrayDeque<>();
  private int at;

  /** Whether a list or an object has just begun. */
  private boolean isFresh;

  private @Nullable Fault fault;

  /**
   * A fault.
   *
   * @param at the first character that cannot be there; the length of the text at its end
   * @param reason what is wrong and how to mend it, without a point at the end
   */
  public record Fault(int at, String reason) {}

  /** A list or an object that is not closed yet. */
  private record Level(@Nullable Set<String> names) {
    boolean isObject() {
      return names != null;
    }

    String closing() {
      return isObject() ? "}" : "]";
    }
  }

  private JsonFaults(String text) {
    this.text = text;
  }

  /** The first fault of a text; empty when it is JSON. */
  public static Optional<Fault> find(String text) {
    JsonFaults faults = new JsonFaults(text);
    faults.document();
    return Optional.ofNullable(faults.fault);
  }

  /** Finds the reason that no value begins at a place, in a text that is known in part. */
  public static Optional<Fault> findInValue(String text, int at) {
    JsonFaults faults = new JsonFaults(text);
    faults.at = at;
    faults.skipBlanks();
    faults.value(false);
    return Optional.ofNullable(faults.fault);
  }

  private void fail(int place, String reason) {
    if (fault == null) {
      fault = new Fault(place, reason);
    }
  }

  private void document() {
    skipBlanks();
    if (at == text.length()) {
      fail(at, "it is empty");
      return;
    }
    value(false);
    while (fault == null && !levels.isEmpty()) {
      skipBlanks();
      afterValue();
    }
    skipBlanks();
    if (fault == null && at < text.length()) {
      fail(at, "something follows its end");
    }
  }

  /** Reads the text after a value, or after the beginning of a list or an object. */
  private void afterValue() {
    Level level = levels.peek();
    char next = peek();
    if (at == text.length()) {
      fail(at, "it ends before " + level.closing() + " closes what began; it may be cut off");
    } else if (next == level.closing().charAt(0)) {
      at++;
      levels.pop();
      isFresh = false;
    } else if (isFresh) {
      isFresh = false;
      member(level);
    } else if (next == ',') {
      at++;
      skipBlanks();
      if (at < text.length() && (peek() == ']' || peek() == '}')) {
        fail(at, "a comma stands before " + peek() + "; leave it out");
      } else {
        member(level);
      }
    } else {
      fail(at, next == ']' || next == '}' ? closed(next, level) : "a comma is missing before this");
    }
  }

  private static String closed(char found, Level level) {
    return found + " closes what " + (level.isObject() ? "{" : "[") + " began";
  }

  private void member(Level level) {
    Set<String> names = level.names();
    if (names == null) {
      value(true);
      return;
    }
    int start = at;
    if (peek() != '"') {
      fail(
          at,
          at == text.length() ? "it may be cut off" : "a member's name stands in double quotes");
      return;
    }
    String name = string();
    if (fault == null && names.size() < MOST_NAMES && !names.add(name)) {
      fail(start, "the member " + Quoting.quoted(name) + " is given twice; give it once");
    }
    skipBlanks();
    if (fault == null && peek() != ':') {
      fail(at, "a colon is missing after the name of a member");
    }
    at++;
    skipBlanks();
    if (fault == null) {
      value(true);
    }
  }

  private void value(boolean inside) {
    if (at >= text.length()) {
      fail(text.length(), "it ends where a value should stand; it may be cut off");
      return;
    }
    char first = peek();
    switch (first) {
      case '{', '[' -> {
        levels.push(new Level(first == '{' ? new HashSet<>() : null));
        isFresh = true;
        at++;
      }
      case '"' -> string();
      default -> {
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt()) {
          word(word.group());
        } else if (first == '-' || Character.isDigit(first)) {
          number();
        } else {
          fail(at, noValue(first, inside));
        }
      }
    }
  }

  private String noValue(char first, boolean inside) {
    return switch (first) {
      case '\'' -> "a text stands in double quotes";
      case ',', ']', '}', ':' ->
          inside ? "a value is missing before " + first : "it begins with " + first;
      case '/', '#' -> "JSON has no comments; leave it out";
      case '+' -> "a number has no plus sign in front";
      case '.' -> "a number has a digit before its point";
      case '\u001e' ->
          "lines are told apart by line feeds alone; leave the record separator (U+001E) out";
      default -> Quoting.character(text.codePointAt(at)) + " begins no value";
    };
  }

  private void word(String word) {
    String bare = word.startsWith("-") ? word.substring(1) : word;
    switch (word) {
      case "true", "false", "null" -> at += word.length();
      case "True", "False" -> fail(at, "write " + word.toLowerCase(java.util.Locale.ROOT));
      case "None", "undefined", "nil", "NULL", "Null" -> fail(at, "write null");
      default -> {
        switch (bare.toLowerCase(java.util.Locale.ROOT)) {
          case "nan" -> fail(at, "JSON has no NaN; write NaN as null or \"NaN\"");
          case "infinity", "inf" -> {
            String sign = word.startsWith("-") ? "-" : "";
            fail(at, "JSON has no infinity; write it as the text \"" + sign + "Infinity\"");
          }
          default ->
              fail(
                  at,
                  "the word "
                      + Quoting.quoted(word)
                      + " is none of true, false and null;"
                      + " a text stands in double quotes");
        }
      }
    }
  }

  private void number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    int start = at;
    if (!number.lookingAt()) {
      fail(at, "this is no number; a number has digits");
      return;
    }
    at = number.end();
    char next = peek();
    if (at < text.length() && !isBlank(next) && ",]}".indexOf(next) < 0) {
      fail(at, after(text.substring(start, at), next));
    }
  }

  private static String after(String number, char next) {
    boolean zero = number.equals("0") || number.equals("-0");
    return switch (next) {
      case 'x', 'X', 'o', 'b' ->
          zero ? "numbers are written in decimal digits" : "this is no number";
      case '.' -> "a number has digits behind its point";
      case 'e', 'E' -> "a number has digits behind its exponent sign";
      case '_' -> "digits of a number are not grouped";
      default ->
          zero && Character.isDigit(next)
              ? "a number has no zero in front of other digits"
              : "this is no number; a text stands in double quotes";
    };
  }

  /** Passes over a text in double quotes and gives its raw content. */
  private String string() {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c < ' ') {
        fail(at, "a text holds %s; write it as \\u%04x".formatted(Quoting.character(c), (int) c));
        return "";
      }
      if (c == '\\' && !escape()) {
        return "";
      }
      at++;
    }
    fail(start - 1, "this double quote is not closed; it may be cut off");
    return "";
  }

  /** Passes over an escape up to its last character. */
  private boolean escape() {
    int start = at++;
    char kind = peek();
    if (kind == 'u' && HEXADECIMAL.matcher(text).region(at + 1, text.length()).lookingAt()) {
      at += 4;
      return true;
    }
    if (kind == 'u' || at >= text.length() || "\"\\/bfnrt".indexOf(kind) < 0) {
      fail(start, "a backslash stands before one of \" \\ / b f n r t, or u and four digits");
      return false;
    }
    return true;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
