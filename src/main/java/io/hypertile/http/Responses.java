package io.hypertile.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.coyote.CloseNowException;

/**
 * Access of handlers to the servlet container: the response beneath its wrappers, failures that it
 * reports itself, a cut of the connection.
 */
public final class Responses {
  private Responses() {}

  /**
   * The response beneath all wrappers: the framework's wrapper copies every write once more, which
   * costs half the speed of large answers. For handlers only that write the whole answer before
   * they return.
   */
  public static ServletResponse unwrapped(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    return inner;
  }

  /**
   * Whether the container has found the frame of the body broken, such as a chunk without a length,
   * or has waited too long for more of it: then it has taken the answer over, and reports the 400
   * or 408 itself once the handler is left.
   */
  public static boolean isReportedByContainer(
      HttpServletRequest request, HttpServletResponse response) {
    int status = response.getStatus();
    return response.isCommitted()
        && (status == HttpServletResponse.SC_BAD_REQUEST
            || status == HttpServletResponse.SC_REQUEST_TIMEOUT)
        && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
  }

  /**
   * Makes the failure that a handler throws to have the connection cut, so that the client does not
   * take the part that was sent for a whole answer.
   */
  public static IOException cutOff(Throwable cause) {
    return new CloseNowException("failed after a part of the answer was sent", cause);
  }
}
