package io.hypertile.http;

import io.hypertile.s3.S3Code;
import io.hypertile.s3.XmlAnswer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Tomcat refuses before a servlet is reached, such as a request line that is not HTTP.
 * Also cuts the connection when an answer fails half way, which its base class does.
 */
public final class ProblemReportValve extends ErrorReportValve {
  /**
   * Message of Tomcat's parser for a head that is too large; the failure has no type of its own.
   */
  private static final String TOO_LARGE =
      StringManager.getManager("org.apache.coyote.http11")
          .getString("iib.requestheadertoolarge.error");

  /** Methods are case-sensitive (RFC 9110, 9.1). */
  private static final String UNKNOWN_METHOD = "trace";

  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;

  /** A valve, made by Tomcat by its name. */
  public ProblemReportValve() {
    setShowReport(false);
    setShowServerInfo(false);
  }

  /**
   * Passes a request on. TRACE becomes a method that nobody knows: Tomcat would refuse it with
   * methods that the address does not take, and a servlet would send the headers back. The rest of
   * a body that comes too slowly is not waited for.
   */
  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if ("TRACE".equals(request.getMethod())) {
      request.getCoyoteRequest().setMethod(UNKNOWN_METHOD);
    }
    super.invoke(request, response);
    if (response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT) {
      response.getCoyoteResponse().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  /** The status that says what a client is to mend. */
  private static int mended(int status, Request request) {
    if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) {
      // Tomcat's answer to a transfer coding that it does not know.
      return HttpServletResponse.SC_BAD_REQUEST;
    }
    boolean tooLarge =
        status == HttpServletResponse.SC_BAD_REQUEST
            && request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION)
                instanceof Exception cause
            && TOO_LARGE.equals(cause.getMessage());
    if (!tooLarge) {
      return status;
    }
    return isMostlyAddress(request) ? URI_TOO_LONG : HEADERS_TOO_LARGE;
  }

  /** Whether the address has more than half of the room, or was not read to its end. */
  private static boolean isMostlyAddress(Request request) {
    MessageBytes path = request.getCoyoteRequest().requestURI();
    long length = (long) path.getLength() + request.getCoyoteRequest().queryString().getLength();
    return path.isNull()
        || request.getConnector().getProtocolHandler() instanceof AbstractHttp11Protocol<?> http
            && length > http.getMaxHttpRequestHeaderSize() / 2;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    status = mended(status, request);
    response.setStatus(status);
    Problem problem =
        status == HttpServletResponse.SC_BAD_REQUEST
            ? Problem.ofBadRequest(request.getRequestURI(), RequestIds.of(request.getRequest()))
            : Problem.ofStatus(status, RequestIds.of(request.getRequest()));
    write(formed(problem, request), request, response);
  }

  /** Clients of S3 read nothing but documents of their own. */
  private static Problem formed(Problem problem, Request request) {
    String path = request.getRequestURI();
    if (path == null || !path.startsWith(ServedPaths.S3_ROOT + "/")) {
      return problem;
    }
    String detail = String.valueOf(problem.members().get("detail"));
    byte[] document =
        XmlAnswer.failure(
            S3Code.INVALID_REQUEST, detail, path, RequestIds.of(request.getRequest()));
    return new Problem(
        problem.status(),
        problem.headers(),
        problem.members(),
        Optional.of(new Problem.Form(XmlAnswer.MEDIA_TYPE, document)));
  }

  private void write(Problem problem, Request request, Response response) {
    byte[] body = problem.toBytes();
    try {
      response.setContentType(problem.mediaType());
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
