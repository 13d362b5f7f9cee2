package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Outcome of a request in the figures of the server. */
public enum RequestOutcome {
  SUCCESS,
  REFUSED,
  FAILED;

  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /** Its name in figures. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The outcome of a request that was answered. A full quota is no failure of the server, though
   * its status is that of a full disk.
   */
  public static RequestOutcome of(HttpServletRequest request, int status) {
    if (FailureCodes.of(request).filter(ErrorCode.QUOTA_EXCEEDED::equals).isPresent()) {
      return REFUSED;
    }
    if (status < CLIENT_ERROR) {
      return SUCCESS;
    }
    return status < SERVER_ERROR ? REFUSED : FAILED;
  }
}
