package io.hypertile.schema.json;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A type of other software that has no place in a collection, and what to take instead. */
enum UnplacedType {
  BOOLEAN("bool_?|boolean", "\\?|b1", "uint8", "booleans take uint8, with 0 and 1"),
  TEXT(
      "str(ing)?(_|0|dtype)?|text|unicode_?|bytes_?|char|categor(y|ical)",
      "[SUa][0-9]*",
      "int32",
      "texts take labels of a dimension or attributes of type string, or number them and take int32"),
  OBJECT(
      "object_?|any|json",
      "O[0-9]*",
      "float64",
      "objects take the dtype of the numbers in them, a collection for each"),
  TIME(
      "(datetime|date|timestamp|time)(64)?(_.*)?(\\[.*\\])?",
      "M(8(\\[.*\\])?)?",
      "int64",
      "times take int64, counted in one unit from one moment on, and for an axis a dimension of"
          + " type time"),
  DURATION(
      "timedelta(64)?(\\[.*\\])?|duration",
      "m(8(\\[.*\\])?)?",
      "int64",
      "durations take int64, in one unit"),
  RECORD(
      "void|rec(ord|array)|struct(ured)?",
      "V[0-9]*",
      "float64",
      "records take a dimension with a label for each field, or a collection for each field"),
  SHORT_FLOAT(
      "b(rain)?float16|bf16|tf32|float8(_.*)?|f8_?e.*",
      "",
      "float32",
      "values of short floats take float32, which holds all of them"),
  SHORT_INTEGER("int[24]", "", "int8", "short integers take int8"),
  SHORT_UNSIGNED("uint[124]", "", "uint8", "short integers take uint8"),
  DECIMAL(
      "u?int128|decimal(128)?|number|numeric|big_?int(eger)?|integer|real",
      "",
      "int64",
      "whole numbers take int64, for others float64; decimals can be counted in their last digit");

  private final Pattern words;
  private final Pattern codes;
  private final String instead;
  private final String advice;

  /**
   * A type.
   *
   * @param words its names in any case
   * @param codes NumPy's short names, in which case counts
   */
  UnplacedType(String words, String codes, String instead, String advice) {
    this.words = Pattern.compile(words);
    this.codes = Pattern.compile(codes);
    this.instead = instead;
    this.advice = advice;
  }

  /** The dtype that mostly serves in its place. */
  String instead() {
    return instead;
  }

  /** Advice, as the text after "for". */
  String advice() {
    return advice;
  }

  /** The type of a name, with or without {@code numpy.} and a sign for the order of bytes. */
  static Optional<UnplacedType> find(String name) {
    String bare = name.replaceFirst("^(numpy|np)\\.", "").replaceFirst("^[<=|>]", "");
    return bare.isEmpty()
        ? Optional.empty()
        : Arrays.stream(values()).filter(type -> type.isNamed(bare)).findFirst();
  }

  private boolean isNamed(String name) {
    return words.matcher(name.toLowerCase(Locale.ROOT)).matches() || codes.matcher(name).matches();
  }
}
