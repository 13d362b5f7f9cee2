package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Keeps with a request the code it has failed with, also where its answer was cut off. */
public final class FailureCodes {
  private static final String ATTRIBUTE = FailureCodes.class.getName();

  private FailureCodes() {}

  /** Notes that a request has failed; a later failure of the same request takes the place. */
  public static void note(HttpServletRequest request, ErrorCode code) {
    request.setAttribute(ATTRIBUTE, code);
  }

  /** The code of the failure that was noted; empty without one. */
  public static Optional<ErrorCode> of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof ErrorCode code
        ? Optional.of(code)
        : Optional.empty();
  }
}
