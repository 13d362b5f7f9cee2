package io.hypertile.picture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that colours or heights are given to. */
sealed interface ValueRange {
  /** All finite values that are shown. */
  record Shown() implements ValueRange {}

  /** Values that the query names, the low one below the high one. */
  record Between(double low, double high) implements ValueRange {}

  /** Percentiles of the values that are shown, from 0 to 100, the low one below the high one. */
  record Percentiles(double low, double high) implements ValueRange {}

  /** The name of the parameter. */
  String NAME = "range";

  /** Two numbers, or two percentages. */
  Pattern FORM = Pattern.compile("\\s*([^,%\\s]{1,40})(%?)\\s*,\\s*([^,%\\s]{1,40})(%?)\\s*");

  Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  /**
   * Reads a range such as {@code 250,310} or {@code 2%,98%}.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if the text is not a range
   */
  static ValueRange parse(String text) {
    Matcher form = FORM.matcher(text);
    boolean fits =
        form.matches()
            && form.group(2).equals(form.group(4))
            && NUMBER.matcher(form.group(1)).matches()
            && NUMBER.matcher(form.group(3)).matches();
    if (!fits) {
      throw Refusals.parameter(
          NAME,
          "A range is two numbers or two percentages, low and high, such as 250,310 or 2%,98%.");
    }
    double low = Double.parseDouble(form.group(1));
    double high = Double.parseDouble(form.group(3));
    boolean isPercent = !form.group(2).isEmpty();
    boolean isBounded =
        isPercent ? low >= 0 && high <= 100 : Double.isFinite(low) && Double.isFinite(high);
    if (!isBounded || low >= high) {
      throw Refusals.parameter(
          NAME,
          isPercent
              ? "Percentages of a range rise from 0 to 100, such as 2%,98%."
              : "The low end of a range is less than the high one, and both are finite.");
    }
    return isPercent ? new Percentiles(low, high) : new Between(low, high);
  }
}
