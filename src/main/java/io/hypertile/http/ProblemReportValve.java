package io.hypertile.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Tomcat refuses before a servlet is reached, such as a request line that is not HTTP.
 * Also cuts the connection when an answer fails half way, which its base class does.
 */
public final class ProblemReportValve extends ErrorReportValve {
  /** For Tomcat, which makes it by name. */
  public ProblemReportValve() {
    setShowReport(false);
    setShowServerInfo(false);
  }

  /** The rest of a body that comes too slowly is not waited for. */
  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    super.invoke(request, response);
    if (response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT) {
      response.getCoyoteResponse().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) {
      // What Tomcat says of a transfer coding that it does not know: the client's to mend.
      status = HttpServletResponse.SC_BAD_REQUEST;
      response.setStatus(status);
    }
    Problem problem = Problem.ofStatus(status, RequestIds.of(request.getRequest()));
    byte[] body = problem.toBytes();
    try {
      response.setContentType(Problem.MEDIA_TYPE);
      response.setHeader(RequestIds.HEADER, RequestIds.of(request.getRequest()));
      BrowserHeaders.ALWAYS.forEach(response::setHeader);
      problem.headers().forEach(response::setHeader);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("The client went before it was told of an error", e);
    }
  }
}
