package io.hypertile.schema.json;

import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values of attributes as texts: numbers in the fewest digits that read back, complex numbers as
 * {@code (1+2j)}, texts as they are, tuples as {@code (1, 'a')}. The spelling of times depends on
 * the purpose of the text. Immutable.
 */
public final class ValueText {
  /** The texts in addresses: times in ISO 8601 with Z. */
  static final ValueText ADDRESS =
      new ValueText(
          new Times() {
            @Override
            public String alone(Instant time) {
              return TimeJson.text(time);
            }

            @Override
            public String inTuple(Instant time) {
              return quoted(TimeJson.text(time));
            }
          });

  private final Times times;

  /** Texts of values with the times spelled as given. */
  public ValueText(Times times) {
    this.times = times;
  }

  /** Spelling of times. */
  public interface Times {
    /** A time that is a value by itself. */
    String alone(Instant time);

    /** A time among the values of a tuple. */
    String inTuple(Instant time);
  }

  /** Text of a value of the type; numbers of narrow NumPy types have fewer digits. */
  public String of(AttributeType type, AttributeValue value) {
    if (type instanceof AttributeType.Numeric(DType dtype)) {
      if (value instanceof FloatValue(double number)) {
        return FloatText.of(dtype, number, true);
      }
      if (value instanceof ComplexValue(double re, double im)) {
        return complex(FloatText.of(dtype, re, false), FloatText.of(dtype, im, false));
      }
    }
    return of(value);
  }

  /** Text of a value: texts and times by themselves, all others as within a tuple. */
  public String of(AttributeValue value) {
    return switch (value) {
      case TextValue(String text) -> text;
      case TimeValue(Instant time) -> times.alone(time);
      case IntValue whole -> inTuple(whole);
      case FloatValue number -> inTuple(number);
      case ComplexValue number -> inTuple(number);
      case TupleValue tuple -> inTuple(tuple);
    };
  }

  /** Text of a value within a tuple, in which texts are quoted. */
  public String inTuple(AttributeValue value) {
    return switch (value) {
      case IntValue(BigInteger number) -> number.toString();
      case FloatValue(double number) -> FloatText.text(number, true);
      case ComplexValue(double re, double im) -> complex(re, im);
      case TextValue(String text) -> quoted(text);
      case TimeValue(Instant time) -> times.inTuple(time);
      case TupleValue(List<AttributeValue> values) ->
          values.stream()
              .map(this::inTuple)
              .collect(Collectors.joining(", ", "(", values.size() == 1 ? ",)" : ")"));
    };
  }

  /** A complex number: {@code (1+2j)}, {@code 3j}, {@code (-0+1j)}. */
  public static String complex(double re, double im) {
    return complex(FloatText.text(re, false), FloatText.text(im, false));
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
  public static String bracketed(ComplexValue number) {
    return full(FloatText.text(number.re(), false), FloatText.text(number.im(), false));
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
}
