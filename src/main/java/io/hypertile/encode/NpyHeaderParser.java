package io.hypertile.encode;

import io.hypertile.ndarray.Shape;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of an NPY header: a Python dict with exactly the keys {@code descr}, {@code
 * fortran_order} and {@code shape}. Nothing else of Python is understood.
 */
final class NpyHeaderParser {
  private final String text;
  private int at;
  private @Nullable String descr;
  private @Nullable Boolean fortran;
  private @Nullable Shape shape;

  private NpyHeaderParser(String text) {
    this.text = text;
  }

  /**
   * Reads a header.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if it is no such dict,
   *     {@code unsupported-format} if the dtype is not one that is read
   */
  static NpyHeader parse(String text) {
    NpyHeaderParser parser = new NpyHeaderParser(text);
    parser.dict();
    String descr = parser.descr;
    Boolean fortran = parser.fortran;
    Shape shape = parser.shape;
    if (descr == null || fortran == null || shape == null) {
      throw BodyFaults.malformed(
          "The NPY header lacks a key; it needs 'descr', 'fortran_order' and 'shape'.");
    }
    boolean big = descr.startsWith(">");
    return new NpyHeader(
        NpyTypes.parse(descr),
        big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran,
        shape);
  }

  private void dict() {
    require('{');
    while (!accept('}')) {
      String key = string();
      require(':');
      switch (key) {
        case "descr" -> {
          requireFirst(key, descr);
          descr = descr();
        }
        case "fortran_order" -> {
          requireFirst(key, fortran);
          fortran = bool();
        }
        case "shape" -> {
          requireFirst(key, shape);
          shape = shape();
        }
        default -> throw broken("the unknown key " + BodyFaults.shortened(key));
      }
      if (!accept(',')) {
        require('}');
        break;
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw broken("more text after the dict");
    }
  }

  private void requireFirst(String key, @Nullable Object value) {
    if (value != null) {
      throw broken("the key " + key + " twice");
    }
  }

  private String descr() {
    skipSpace();
    boolean quoted = at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"');
    if (!quoted) {
      throw NpyTypes.unsupported(text.substring(at).strip(), "structured cells are not supported");
    }
    return string();
  }

  private boolean bool() {
    skipSpace();
    if (text.startsWith("True", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("False", at)) {
      at += 5;
      return false;
    }
    throw broken("no True or False as 'fortran_order'");
  }

  private Shape shape() {
    require('(');
    List<Long> lengths = new ArrayList<>();
    boolean comma = true;
    while (!accept(')')) {
      if (!comma) {
        throw broken("no comma between lengths");
      }
      if (lengths.size() == NpyHeader.MAX_RANK) {
        throw broken("more than " + NpyHeader.MAX_RANK + " axes");
      }
      lengths.add(length());
      comma = accept(',');
    }
    if (lengths.size() == 1 && !comma) {
      throw broken("a number in place of a tuple as 'shape'");
    }
    return Shape.of(lengths);
  }

  private long length() {
    skipSpace();
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at++) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw broken("a length of 2^63 or more");
      }
      value = value * 10 + digit;
    }
    if (at == start) {
      throw broken("no length, which is a whole number of 0 or more,");
    }
    // Python 2 wrote long integers with this suffix.
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    return value;
  }

  private String string() {
    skipSpace();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    if (quote != '\'' && quote != '"') {
      throw broken("no string in quotes");
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw broken("a string without its closing quote");
    }
    String content = text.substring(at + 1, end);
    if (content.indexOf('\\') >= 0) {
      throw broken("a backslash in a string");
    }
    at = end + 1;
    return content;
  }

  private void require(char expected) {
    if (!accept(expected)) {
      throw broken("no '" + expected + "'");
    }
  }

  private boolean accept(char expected) {
    skipSpace();
    boolean found = at < text.length() && text.charAt(at) == expected;
    at += found ? 1 : 0;
    return found;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private RuntimeException broken(String problem) {
    return BodyFaults.malformed(
        "The NPY header has "
            + problem
            + " at character "
            + (at + 1)
            + "; write the file with numpy.save.",
        Map.of("column", at + 1));
  }
}
