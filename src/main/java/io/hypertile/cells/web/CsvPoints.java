package io.hypertile.cells.web;

import io.hypertile.error.ServiceException;
import io.hypertile.slice.PointColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads points from CSV (RFC 4180) in UTF-8: names in the first line, then a line for a point. */
final class CsvPoints {
  private static final int MOST_COLUMNS = 64;

  private final String text;
  private int at;
  private int line = 1;
  private boolean quoted;

  CsvPoints(byte[] text) {
    String all = new String(text, StandardCharsets.UTF_8);
    this.text = all.startsWith("\ufeff") ? all.substring(1) : all;
  }

  /**
   * Reads all lines.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} with {@code line}, or what
   *     the columns throw
   */
  void read(PointColumns into) {
    List<PointColumns.Column> columns = new ArrayList<>();
    for (String name : names()) {
      columns.add(into.column(name));
    }
    while (skipEmptyLines()) {
      for (int n = 0; n < columns.size(); n++) {
        String field = field();
        columns.get(n).add(PointTerms.field(field, quoted, columns.get(n)));
        boolean isLast = n + 1 == columns.size();
        if (endsLine() != isLast) {
          throw fault(
              "Line %d has %s fields than the first line, which names %d columns"
                  .formatted(line, isLast ? "more" : "fewer", columns.size()));
        }
        at++;
      }
      line++;
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    boolean isLast = !skipEmptyLines();
    while (!isLast) {
      if (names.size() == MOST_COLUMNS) {
        throw fault("There are more than " + MOST_COLUMNS + " columns");
      }
      names.add(field());
      isLast = endsLine();
      at++;
    }
    line++;
    return names;
  }

  /** Moves to the next line that has fields; returns false at the end of the text. */
  private boolean skipEmptyLines() {
    while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
      line += text.charAt(at) == '\n' ? 1 : 0;
      at++;
    }
    return at < text.length();
  }

  /** Whether the field that was read is the last of its line; passes the first of two line ends. */
  private boolean endsLine() {
    if (at + 1 < text.length() && text.charAt(at) == '\r' && text.charAt(at + 1) == '\n') {
      at++;
    }
    return at >= text.length() || text.charAt(at) != ',';
  }

  /** The field that begins here; the comma or the line's end comes next. */
  private String field() {
    int start = at;
    quoted = at < text.length() && text.charAt(at) == '"';
    if (!quoted) {
      while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at).strip();
    }
    StringBuilder field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append(text.charAt(at++));
      } else if (at == text.length() || ",\r\n".indexOf(text.charAt(at)) >= 0) {
        return field.toString();
      } else {
        break;
      }
    }
    throw fault("A field in quotes ends with a quote that a comma or the end of the line follows");
  }

  private ServiceException fault(String detail) {
    return PointTerms.malformed(detail + " (line " + line + ").", Map.of("line", line));
  }
}
