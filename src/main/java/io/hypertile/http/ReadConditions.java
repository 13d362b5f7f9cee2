package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;

/** Conditions of requests that read (RFC 9110, 13.1). */
public final class ReadConditions {
  /** Rule for caches of answers that have tags: keep them, and ask each time. */
  public static final String CACHE_CONTROL = "private, no-cache";

  private ReadConditions() {}

  /**
   * Gives an answer its tag and what caches need to know, or makes it 304 when the client has it.
   *
   * @param vary headers of the request that choose among the answers of this address
   * @return whether it is 304, which is all then
   * @throws ServiceException {@code version-mismatch} if the request is for another version
   */
  public static boolean isAnswered(
      HttpServletRequest request, HttpServletResponse response, String etag, String vary) {
    boolean known = isKnown(request, etag);
    response.setStatus(known ? 304 : 200);
    response.setHeader("ETag", etag);
    response.setHeader("Cache-Control", CACHE_CONTROL);
    response.setHeader("Vary", vary);
    return known;
  }

  /**
   * Whether the client has the answer already, so that 304 is enough. Headers that are not lists of
   * tags count as absent: sending the answer is never wrong.
   *
   * @param etag tag of the answer that would be sent
   * @throws ServiceException {@code version-mismatch} if the request is for another version
   */
  public static boolean isKnown(HttpServletRequest request, String etag) {
    Optional<TagCondition> match = TagCondition.find(request, "If-Match");
    if (match.isPresent() && !match.get().matchesStrongly(etag)) {
      throw new ServiceException(
          ErrorCode.VERSION_MISMATCH,
          "What is here has another tag than If-Match names; leave that header out to get it.",
          Map.of("etag", etag),
          null);
    }
    return TagCondition.find(request, "If-None-Match")
        .filter(tags -> tags.matchesWeakly(etag))
        .isPresent();
  }
}
