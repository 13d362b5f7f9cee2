package io.hypertile.partition.expression;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.SyntaxException;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.List;
import java.util.Map;

/** Refusals of expressions: the text cannot be read, or a value does not fit. */
final class ExpressionFaults {
  private ExpressionFaults() {}

  /**
   * A fault of the text.
   *
   * @param column first wrong character, from 1
   */
  static SyntaxException at(int column, String detail, String text) {
    return new SyntaxException(ErrorCode.INVALID_FILTER, detail, column, text);
  }

  /** The part of a sentence on an unknown name that tells the nearest known one, if any is near. */
  static String near(String name, List<String> known) {
    return NearestNames.hint(
        NearestNames.of(name, known).stream().map(Quoting::shortened).toList());
  }

  /** A value that the type of its target does not have. */
  static ServiceException value(String detail) {
    return new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, detail, Map.of(), null);
  }
}
