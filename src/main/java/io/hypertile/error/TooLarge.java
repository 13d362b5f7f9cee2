package io.hypertile.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Refusals of bodies and results for their size: the only class that makes the codes {@code
 * body-too-large} and {@code result-too-large}, which HTTP answers with 413.
 */
public final class TooLarge {
  private TooLarge() {}

  /**
   * Checks a size of what a client sends.
   *
   * @param size bytes, documents or tiles; -1 when it is not known yet, which passes
   * @param limit most of them
   * @param detail says, from the limit, how to send less; asked only where it is needed
   * @throws ServiceException {@code body-too-large} with the members {@code limit} and {@code
   *     requested}
   */
  public static void requireBody(long size, long limit, LongFunction<String> detail) {
    if (size > limit) {
      throw refusal(ErrorCode.BODY_TOO_LARGE, limit, size, detail.apply(limit));
    }
  }

  /**
   * Checks the size of an answer.
   *
   * @param bytes bytes that it would have
   * @param limit most of them
   * @param detail how to ask for less
   * @throws ServiceException {@code result-too-large} with the members {@code limit} and {@code
   *     requested}
   */
  public static void requireResult(long bytes, long limit, String detail) {
    if (bytes > limit) {
      throw result(bytes, limit, detail);
    }
  }

  /**
   * The refusal of an answer, to which more members may be added.
   *
   * @param bytes bytes that it would have
   * @param limit most of them
   * @param detail how to ask for less
   * @return {@code result-too-large} with the members {@code limit} and {@code requested}
   */
  public static ServiceException result(long bytes, long limit, String detail) {
    return refusal(ErrorCode.RESULT_TOO_LARGE, limit, bytes, detail);
  }

  /**
   * The refusal of a body that is not read to its end, so that its whole size is not known.
   *
   * @param limit most bytes or documents
   * @param detail how to send less
   * @return {@code body-too-large} with the member {@code limit}
   */
  public static ServiceException bodyPast(long limit, String detail) {
    return new ServiceException(ErrorCode.BODY_TOO_LARGE, detail, Map.of("limit", limit), null);
  }

  /**
   * The refusal of an answer, or of what it is made of, that is not reckoned to its end.
   *
   * @param limit most bytes, rows or ranges
   * @param detail how to ask for less
   * @return {@code result-too-large} with the member {@code limit}
   */
  public static ServiceException resultPast(long limit, String detail) {
    return new ServiceException(ErrorCode.RESULT_TOO_LARGE, detail, Map.of("limit", limit), null);
  }

  /** Whether a failure is the refusal of an answer. */
  public static boolean isResult(ServiceException failure) {
    return failure.code() == ErrorCode.RESULT_TOO_LARGE;
  }

  private static ServiceException refusal(
      ErrorCode code, long limit, long requested, String detail) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("limit", limit);
    members.put("requested", requested);
    return new ServiceException(code, detail, members, null);
  }
}
