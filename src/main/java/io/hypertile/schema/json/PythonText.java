package io.hypertile.schema.json;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.X87;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.CollectionSchema;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text Python gives for attribute values; Deker builds directory names and stored metadata from
 * it (deker-layout.md, "Metadata text" and "Links and keys"). Safe for use by many threads.
 */
public final class PythonText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  private PythonText() {}

  /**
   * {@code repr} of a float: {@code 0.1}, {@code 1e-05}, {@code 1e+16}, {@code nan}, {@code -inf}.
   */
  public static String of(double value) {
    return PythonFloat.text(value, true);
  }

  /** {@code repr} of a complex number: {@code (1+2j)}, {@code 3j}, {@code (-0+1j)}. */
  public static String of(double re, double im) {
    return complex(PythonFloat.text(re, false), PythonFloat.text(im, false));
  }

  /** A complex number from the texts of its parts. */
  static String complex(String re, String im) {
    return re.equals("0") ? im + "j" : full(re, im);
  }

  private static String full(String re, String im) {
    return "(" + re + (im.startsWith("-") ? "" : "+") + im + "j)";
  }

  /**
   * A complex number with its real part even where that is 0, so that brackets tell it from text.
   */
  static String bracketed(ComplexValue number) {
    return full(PythonFloat.text(number.re(), false), PythonFloat.text(number.im(), false));
  }

  /**
   * ISO 8601 in UTC with {@code +00:00}; six digits of fraction when the microseconds are not 0.
   */
  public static String of(Instant time) {
    return iso(time) + "+00:00";
  }

  /** ISO 8601 in UTC without its offset. */
  static String iso(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    return utc.format(utc.getNano() / 1000 == 0 ? SECONDS : MICROSECONDS);
  }

  /** {@code str} of a value of the type; numbers of narrow NumPy types have fewer digits. */
  public static String of(AttributeType type, AttributeValue value) {
    if (type instanceof AttributeType.Numeric(DType dtype)) {
      if (value instanceof FloatValue(double number)) {
        return part(dtype, number, true);
      }
      if (value instanceof ComplexValue(double re, double im)) {
        return complex(part(dtype, re, false), part(dtype, im, false));
      }
    }
    return of(value);
  }

  private static String part(DType dtype, double value, boolean fraction) {
    return switch (dtype) {
      case FLOAT16 -> PythonFloat.half(Float.floatToFloat16((float) value), fraction);
      case FLOAT32, COMPLEX64 -> PythonFloat.text((float) value, fraction);
      case LONGDOUBLE, CLONGDOUBLE -> PythonFloat.extended(X87.of(value), fraction);
      case FLOAT64,
          COMPLEX128,
          INT8,
          INT16,
          INT32,
          INT64,
          LONGLONG,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          ULONGLONG ->
          PythonFloat.text(value, fraction);
    };
  }

  /** {@code str} of a value: texts as they are, times in ISO 8601, all others as {@code repr}. */
  public static String of(AttributeValue value) {
    return switch (value) {
      case TextValue(String text) -> text;
      case TimeValue(Instant time) -> of(time);
      case IntValue whole -> repr(whole);
      case FloatValue number -> repr(number);
      case ComplexValue number -> repr(number);
      case TupleValue tuple -> repr(tuple);
    };
  }

  /** {@code repr} of a value, as inside a tuple: texts in quotes, times as constructor calls. */
  public static String repr(AttributeValue value) {
    return switch (value) {
      case IntValue(java.math.BigInteger number) -> number.toString();
      case FloatValue(double number) -> of(number);
      case ComplexValue(double re, double im) -> of(re, im);
      case TextValue(String text) -> quoted(text);
      case TimeValue(Instant time) -> constructor(time);
      case TupleValue(List<AttributeValue> values) ->
          values.stream()
              .map(PythonText::repr)
              .collect(Collectors.joining(", ", "(", values.size() == 1 ? ",)" : ")"));
    };
  }

  private static String constructor(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder("datetime.datetime(");
    text.append(utc.getYear()).append(", ").append(utc.getMonthValue()).append(", ");
    text.append(utc.getDayOfMonth()).append(", ").append(utc.getHour()).append(", ");
    text.append(utc.getMinute());
    int micros = utc.getNano() / 1000;
    if (utc.getSecond() != 0 || micros != 0) {
      text.append(", ").append(utc.getSecond());
    }
    if (micros != 0) {
      text.append(", ").append(micros);
    }
    return text.append(", tzinfo=datetime.timezone.utc)").toString();
  }

  private static String quoted(String value) {
    char quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder text = new StringBuilder().append(quote);
    value.codePoints().forEach(point -> quote(text, point, quote));
    return text.append(quote).toString();
  }

  private static void quote(StringBuilder text, int point, char quote) {
    switch (point) {
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (point == quote) {
          text.append('\\').append(quote);
        } else if (isPrintable(point)) {
          text.appendCodePoint(point);
        } else {
          String form = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
          text.append(form.formatted(point));
        }
      }
    }
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /**
   * Reads a complex number as Python does: {@code (1+2j)}, {@code 3j}, {@code -j}, {@code 1.5},
   * {@code nan}; empty when it is none.
   */
  public static Optional<ComplexValue> parseComplex(String text) {
    return PythonNumber.findComplex(text);
  }

  /**
   * Reads the {@code repr} of a tuple of numbers, texts and tuples, such as {@code (1, 'a',
   * (2.5,))}; empty when it is none or too large.
   */
  public static Optional<TupleValue> parseTuple(String text) {
    return PythonTuple.parse(text);
  }

  /**
   * The names of the directories that lead to an array, one for each primary attribute in schema
   * order (deker-layout.md, "Links and keys"); {@code v_position} is joined with dashes.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-attributes} with {@code attribute}
   *     if a value is missing or cannot be the name of a directory (deker-rules.md 99)
   */
  public static List<String> keyPath(CollectionSchema schema, Attributes primary) {
    return KeyPath.of(schema, primary);
  }

  /**
   * Whether an array found at the directories of a key has that key: a slash and the text {@code
   * %2F} are kept alike.
   *
   * @param key the key that was looked for
   * @param found the primary attributes of the array
   */
  public static boolean isSameKey(CollectionSchema schema, Attributes key, Attributes found) {
    return KeyPath.isSame(schema, key, found);
  }
}
