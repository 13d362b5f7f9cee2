package io.hypertile.encode;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV by the grammar of RFC 4180, section 2, and nothing beyond it. */
final class Rfc4180 {
  private final String text;
  private int at;

  private Rfc4180(String text) {
    this.text = text;
  }

  /** The fields of all records; each record ends in CRLF. */
  static List<List<String>> records(String text) {
    Rfc4180 reader = new Rfc4180(text);
    List<List<String>> records = new ArrayList<>();
    while (reader.at < text.length()) {
      records.add(reader.readRecord());
    }
    return records;
  }

  private List<String> readRecord() {
    List<String> fields = new ArrayList<>(List.of(readField()));
    while (text.charAt(at) == ',') {
      at++;
      fields.add(readField());
    }
    if (!text.startsWith("\r\n", at)) {
      throw new IllegalArgumentException("no CRLF at " + at);
    }
    at += 2;
    return fields;
  }

  private String readField() {
    StringBuilder field = new StringBuilder();
    if (text.charAt(at) != '"') {
      while (",\r\n\"".indexOf(text.charAt(at)) < 0) {
        field.append(text.charAt(at++));
      }
      return field.toString();
    }
    for (at++; text.charAt(at) != '"' || text.startsWith("\"\"", at); at++) {
      if (text.charAt(at) == '"') {
        at++;
      }
      field.append(text.charAt(at));
    }
    at++;
    return field.toString();
  }
}
