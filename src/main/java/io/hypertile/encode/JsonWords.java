package io.hypertile.encode;

import io.hypertile.encode.text.CellText;
import io.hypertile.encode.text.TimeReading;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.DecimalText;
import io.hypertile.ndarray.NumberRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JsonToken;

/**
 * Turns JSON values into truth values and times. Times are ISO 8601 or counts of their unit,
 * lengths of time counts; {@code null} and {@code "NaT"} are no time.
 */
final class JsonWords implements JsonCells {
  private static final NumberRange COUNTS = NumberRange.of(DType.INT64);

  private final CellType type;
  private final JsonTokens tokens;
  private final Supplier<List<Long>> index;
  private final DecimalText decimal = new DecimalText();

  JsonWords(CellType type, JsonTokens tokens, Supplier<List<Long>> index) {
    this.type = type;
    this.tokens = tokens;
    this.index = index;
  }

  @Override
  public int room(JsonToken token) {
    return type.size();
  }

  @Override
  public void put(JsonToken token, ByteBuffer block) throws IOException {
    if (type instanceof CellType.Truth) {
      block.put(truth(token));
    } else {
      block.putLong(count(token));
    }
  }

  private byte truth(JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> throw fault("is no truth value; write true or false");
    };
  }

  private long count(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> CellText.NAT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> whole();
      case VALUE_STRING -> text();
      default -> throw fault("is no time; write " + example());
    };
  }

  private long whole() throws IOException {
    decimal.scan(tokens.characters(), tokens.offset(), tokens.length());
    if (decimal.whole() != DecimalText.Whole.FITS
        || !COUNTS.holds(decimal.isNegative(), decimal.wholeMagnitude())) {
      throw BodyFaults.outOfRange(
          type, index.get(), tokens.text(), "counts of time are whole numbers of 64 bits");
    }
    return decimal.isNegative() ? -decimal.wholeMagnitude() : decimal.wholeMagnitude();
  }

  private long text() throws IOException {
    char[] text = tokens.characters();
    int length = tokens.length();
    if (isWord("NaT", text, tokens.offset(), length)) {
      return CellText.NAT;
    }
    if (!(type instanceof CellType.TimePoint time)) {
      if (decimal.scan(text, tokens.offset(), length)) {
        return whole();
      }
      throw fault("is no length of time; write " + example());
    }
    TimeReading reading = new TimeReading(text, tokens.offset(), length);
    if (!reading.parse()) {
      throw fault("is no time; write " + example());
    }
    long count = reading.count(time);
    if (count == CellText.NAT) {
      throw BodyFaults.outOfRange(
          type, index.get(), tokens.text(), type.numpyName() + " does not hold this time exactly");
    }
    return count;
  }

  private String example() {
    return type instanceof CellType.TimePoint
        ? "one such as \"2024-01-31T06:00:00\", or null"
        : "a count of its unit, or null";
  }

  private static boolean isWord(String word, char[] text, int start, int length) {
    if (length != word.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private RuntimeException fault(String problem) {
    List<Long> at = index.get();
    return BodyFaults.malformed("The cell at " + at + " " + problem + ".", Map.of("index", at));
  }
}
