package io.hypertile.partition.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.text.Quoting;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a filter into words and signs, as Python does. For one thread. */
final class KeyLexer {
  /** Longest number, in digits. */
  private static final int MOST_DIGITS = 400;

  private static final List<String> SIGNS =
      List.of("...", "==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", "{", "}", ",", "-", "+");
  private static final Pattern RADIX =
      Pattern.compile("0([xX](_?[0-9a-fA-F])++|[oO](_?[0-7])++|[bB](_?[01])++)");

  /** Digits are never given back, so that long numbers take no stack. */
  private static final String DIGITS = "[0-9](_?[0-9])*+";

  private static final Pattern REAL =
      Pattern.compile(
          "((" + DIGITS + ")?\\." + DIGITS + "|" + DIGITS + "\\.?)([eE][+-]?" + DIGITS + ")?");

  private final String text;
  private int at;
  private int depth;

  KeyLexer(String text) {
    this.text = text;
  }

  /** The next word or sign. */
  KeyToken next() {
    skipBlanks();
    int column = at + 1;
    if (at == text.length()) {
      return KeyToken.end(column);
    }
    char c = text.charAt(at);
    if (isQuoteAhead()) {
      return quoted(column);
    }
    if (Character.isLetter(text.codePointAt(at)) || c == '_') {
      return word(column);
    }
    if (isDigit(at) || c == '.' && isDigit(at + 1)) {
      return number(column);
    }
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        depth += "([{".contains(sign) ? 1 : ")]}".contains(sign) ? -1 : 0;
        return sign.equals("...")
            ? KeyToken.literal(column, sign, KeyValue.Constant.ELLIPSIS)
            : KeyToken.sign(column, sign);
      }
    }
    if (c == '=') {
      throw fault(column, "A comparison for equality is written ==.");
    }
    throw fault(
        column,
        Quoting.character(text.codePointAt(at))
            + " has no meaning here; a filter compares parts of keys with numbers, such as"
            + " month in (1, 2).");
  }

  /** Line breaks count as blanks within brackets alone; a comment may stand at the end. */
  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean isBreak = c == '\n' || c == '\r';
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
          at++;
        }
      } else if (isBreak && depth == 0 && !text.substring(at).isBlank()) {
        throw fault(at + 1, "The line ends here; put what follows into brackets.");
      } else if (isBreak || c == ' ' || c == '\t' || c == '\f') {
        at++;
      } else {
        return;
      }
    }
  }

  private boolean isDigit(int place) {
    return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
  }

  private KeyToken word(int column) {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.codePointAt(at)) || text.charAt(at) == '_')) {
      at += Character.charCount(text.codePointAt(at));
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "True" -> KeyToken.literal(column, word, KeyValue.Whole.of(1));
      case "False" -> KeyToken.literal(column, word, KeyValue.Whole.of(0));
      case "None" -> KeyToken.literal(column, word, KeyValue.Constant.NONE);
      default -> KeyToken.name(column, word);
    };
  }

  private KeyToken number(int column) {
    Matcher radix = RADIX.matcher(text).region(at, text.length());
    Matcher real = REAL.matcher(text).region(at, text.length());
    boolean isRadix = radix.lookingAt();
    if (!isRadix && !real.lookingAt()) {
      throw fault(column, "A number was expected.");
    }
    String number = isRadix ? radix.group() : real.group();
    at += number.length();
    boolean isJoined =
        at < text.length()
            && (Character.isLetterOrDigit(text.charAt(at)) || "._".indexOf(text.charAt(at)) >= 0);
    if (isJoined || number.length() > MOST_DIGITS) {
      throw fault(
          column,
          Quoting.quoted(text.substring(column - 1))
              + " does not begin with a number that is read.");
    }
    return KeyToken.literal(column, number, value(number.replace("_", ""), isRadix, column));
  }

  private KeyValue value(String number, boolean isRadix, int column) {
    if (isRadix) {
      int radix =
          switch (Character.toLowerCase(number.charAt(1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
          };
      return new KeyValue.Whole(new BigInteger(number.substring(2), radix));
    }
    boolean isWhole = number.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isWhole) {
      return new KeyValue.Real(Double.parseDouble(number));
    }
    BigInteger value = new BigInteger(number);
    if (number.charAt(0) == '0' && value.signum() != 0) {
      throw fault(column, "Python takes no number that begins with 0; leave the zeros out.");
    }
    return new KeyValue.Whole(value);
  }

  private boolean isQuoteAhead() {
    int place = at;
    while (place < text.length() && place < at + 2 && "bBrRuU".indexOf(text.charAt(place)) >= 0) {
      place++;
    }
    return place < text.length() && (text.charAt(place) == '"' || text.charAt(place) == '\'');
  }

  /** A text or bytes; escapes are Python's simple ones. */
  private KeyToken quoted(int column) {
    int from = at;
    while (text.charAt(at) != '"' && text.charAt(at) != '\'') {
      at++;
    }
    String prefix = text.substring(from, at).toLowerCase(Locale.ROOT);
    if (prefix.contains("u") && prefix.length() > 1) {
      throw fault(column, "A text cannot begin with " + Quoting.quoted(prefix) + ".");
    }
    String value = content(text.charAt(at++), prefix.contains("r"), column);
    if (prefix.contains("b")) {
      if (value.chars().anyMatch(c -> c > 0xff)) {
        throw fault(column, "Bytes hold no character above U+00FF.");
      }
      return KeyToken.literal(column, text.substring(from, at), new KeyValue.Bytes(value));
    }
    return KeyToken.literal(column, text.substring(from, at), new KeyValue.Text(value));
  }

  private String content(char quote, boolean isRaw, int column) {
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        content.append(c);
      } else if (isRaw) {
        content.append(c).append(text.charAt(at++));
      } else {
        content.append(escaped(text.charAt(at++), column));
      }
    }
    if (at == text.length() || text.charAt(at) != quote) {
      throw fault(column, "The text has no quote at its end.");
    }
    at++;
    return content.toString();
  }

  private char escaped(char c, int column) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '\'', '"' -> c;
      default ->
          throw fault(
              column,
              "Of escapes in a text, \\n, \\t, \\r, \\\\, \\' and \\\" are read; write the"
                  + " character itself.");
    };
  }

  SyntaxException fault(int column, String detail) {
    return new SyntaxException(ErrorCode.INVALID_FILTER, detail, column, text);
  }
}
