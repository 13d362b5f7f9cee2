package io.hypertile.deker.form;

import io.hypertile.schema.json.FloatText;

/** Writes JSON as Python's {@code json.dumps} does: {@code ", "} and {@code ": "}, ASCII only. */
final class PythonJson {
  private final StringBuilder text = new StringBuilder(256);
  private boolean first = true;

  private void next() {
    if (!first) {
      text.append(", ");
    }
    first = true;
  }

  private PythonJson done() {
    first = false;
    return this;
  }

  PythonJson open(char bracket) {
    next();
    text.append(bracket);
    return this;
  }

  PythonJson close(char bracket) {
    text.append(bracket);
    return done();
  }

  /** A key; a value must follow. */
  PythonJson key(String key) {
    next();
    quote(key);
    text.append(": ");
    return this;
  }

  PythonJson text(String value) {
    next();
    quote(value);
    return done();
  }

  /** A number or bare word as it is written. */
  PythonJson raw(String value) {
    next();
    text.append(value);
    return done();
  }

  PythonJson nothing() {
    return raw("null");
  }

  PythonJson textOrNull(@org.jspecify.annotations.Nullable String value) {
    return value == null ? nothing() : text(value);
  }

  /** A float; NaN and the infinities are Python's bare words (deker-layout.md, "Metadata text"). */
  PythonJson number(double value) {
    if (Double.isNaN(value)) {
      return raw("NaN");
    }
    return Double.isInfinite(value)
        ? raw(value > 0 ? "Infinity" : "-Infinity")
        : raw(FloatText.text(value, true));
  }

  private void quote(String value) {
    text.append('"');
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\f' -> text.append("\\f");
        case '\b' -> text.append("\\b");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            text.append(c);
          } else {
            text.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
