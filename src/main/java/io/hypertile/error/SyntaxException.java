package io.hypertile.error;

import java.util.LinkedHashMap;
import java.util.Map;

/** A text in one of the query languages that cannot be read. */
public final class SyntaxException extends ServiceException {
  private final int column;

  /**
   * A failure at a place in a text.
   *
   * @param code {@link ErrorCode#INVALID_SLICE} or {@link ErrorCode#INVALID_FILTER}
   * @param detail what is wrong at the column and what was expected
   * @param column first wrong character, counted from 1; one past the end when the text is short
   * @param text the text as it was read
   */
  public SyntaxException(ErrorCode code, String detail, int column, String text) {
    super(code, detail, members(column, text), null);
    this.column = column;
  }

  private static Map<String, Object> members(int column, String text) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("column", column);
    members.put("text", text);
    return members;
  }

  /** First wrong character, counted from 1. */
  public int column() {
    return column;
  }
}
