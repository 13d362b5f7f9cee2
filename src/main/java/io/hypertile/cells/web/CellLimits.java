package io.hypertile.cells.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of cells past which requests are refused.
 *
 * @param result bytes of the cells of an answer
 * @param text bytes of the cells of an answer in a text format
 * @param body bytes of a body with cells
 */
public record CellLimits(long result, long text, long body) {
  /** Bytes of cells of an answer, which text has fewer of. */
  public long of(boolean isText) {
    return isText ? Math.min(text, result) : result;
  }

  /**
   * The refusal of an answer.
   *
   * @param limit bytes that it may have
   * @param requested bytes that it would have
   * @param detail advice to ask for less
   * @return {@code result-too-large} with the members {@code limit} and {@code requested}
   */
  public static ServiceException exceeded(long limit, long requested, String detail) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("limit", limit);
    members.put("requested", requested);
    return new ServiceException(ErrorCode.RESULT_TOO_LARGE, detail, members, null);
  }
}
