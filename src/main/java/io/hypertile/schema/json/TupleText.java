package io.hypertile.schema.json;

import io.hypertile.json.JsonLimits;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.text.NumberReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tuples read from texts such as {@code (1, 'a', (2.5,))}, as {@link ValueText} writes them. A
 * fault of any kind makes the whole text no tuple.
 */
final class TupleText {
  private final String text;
  private int at;
  private int values;

  private TupleText(String text) {
    this.text = text;
  }

  static Optional<TupleValue> parse(String text) {
    TupleText reader = new TupleText(text.strip());
    TupleValue tuple = reader.tuple(1);
    boolean whole = tuple != null && reader.at == reader.text.length();
    return whole ? Optional.ofNullable(tuple) : Optional.empty();
  }

  private @Nullable TupleValue tuple(int depth) {
    if (depth > SchemaLimits.TUPLE_DEPTH || !skip('(')) {
      return null;
    }
    List<AttributeValue> list = new ArrayList<>();
    boolean comma = true;
    while (!skip(')')) {
      if (!comma || ++values > SchemaLimits.TUPLE_VALUES) {
        return null;
      }
      AttributeValue value = value(depth);
      if (value == null) {
        return null;
      }
      list.add(value);
      comma = skip(',');
    }
    // One value in brackets without a comma is that value, not a tuple.
    return list.size() == 1 && !comma ? null : new TupleValue(List.copyOf(list));
  }

  private @Nullable AttributeValue value(int depth) {
    blanks();
    if (at >= text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      String string = string(c);
      return string == null ? null : new TextValue(string);
    }
    if (c != '(') {
      return number(token());
    }
    int end = text.indexOf(')', at);
    Optional<ComplexValue> complex =
        end < 0 || end - at > 100 || text.charAt(end - 1) != 'j'
            ? Optional.empty()
            : ComplexValue.find(text.substring(at, end + 1));
    if (complex.isPresent()) {
      at = end + 1;
      return complex.get();
    }
    return tuple(depth + 1);
  }

  private String token() {
    int start = at;
    while (at < text.length() && ",() '\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private static @Nullable AttributeValue number(String token) {
    Optional<AttributeValue> whole =
        NumberReading.findInt(token, JsonLimits.NUMBER_DIGITS).map(IntValue::new);
    if (whole.isPresent()) {
      return whole.get();
    }
    Optional<Double> number = NumberReading.findFloat(token);
    if (number.isPresent()) {
      return new FloatValue(number.get());
    }
    return token.endsWith("j") ? ComplexValue.find(token).orElse(null) : null;
  }

  private @Nullable String string(char quote) {
    StringBuilder string = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return string.toString();
      }
      if (c != '\\') {
        string.append(c);
      } else if (!escape(string)) {
        return null;
      }
    }
    return null;
  }

  private boolean escape(StringBuilder string) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    switch (c) {
      case '\\', '\'', '"' -> string.append(c);
      case 'n' -> string.append('\n');
      case 'r' -> string.append('\r');
      case 't' -> string.append('\t');
      case 'x' -> {
        return codePoint(string, 2);
      }
      case 'u' -> {
        return codePoint(string, 4);
      }
      case 'U' -> {
        return codePoint(string, 8);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean codePoint(StringBuilder string, int digits) {
    if (text.length() - at < digits) {
      return false;
    }
    int point = 0;
    for (int end = at + digits; at < end; at++) {
      int digit = Character.digit(text.charAt(at), 16);
      if (digit < 0 || point > Character.MAX_CODE_POINT) {
        return false;
      }
      point = point * 16 + digit;
    }
    if (!Character.isValidCodePoint(point)) {
      return false;
    }
    string.appendCodePoint(point);
    return true;
  }

  private boolean skip(char c) {
    blanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      blanks();
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
