package io.hypertile.http;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns every failure into a problem document, and logs what clients cannot mend. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ProblemAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  private final FailureHints hints;

  /**
   * Answers with problem documents.
   *
   * @param hints what is known of failures besides
   */
  public ProblemAdvice(FailureHints hints) {
    this.hints = hints;
  }

  @ExceptionHandler
  void onService(ServiceException failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log(failure, request);
    FailureCodes.note(request, failure.code());
    Problem problem = Problem.of(hints.improved(failure, request), request);
    boolean patch =
        request.getMethod().equals("PATCH") && failure.code() == ErrorCode.UNSUPPORTED_FORMAT;
    // RFC 5789, 2.2.
    Map<String, String> headers =
        patch ? Map.of("Accept-Patch", OptionsAnswers.PATCH_TYPES) : problem.headers();
    answer(request, response, problem.withHeaders(headers));
  }

  private static void log(ServiceException failure, HttpServletRequest request) {
    if (failure.code().category() == ErrorCategory.INTERNAL) {
      LOG.error("Request {}: {}", RequestIds.of(request), failure.detail(), failure);
    } else if (failure.code().category() == ErrorCategory.EXTERNAL) {
      LOG.warn("Request {}: {}", RequestIds.of(request), failure.detail(), failure);
    }
  }

  @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
  void onNoRoute(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = ServedPaths.of(request);
    if (path.startsWith(ServedPaths.API) && path.endsWith("/") && !response.isCommitted()) {
      String query = request.getQueryString();
      String exact = path.substring(0, path.length() - 1) + (query == null ? "" : "?" + query);
      response.setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
      String address = ServedPaths.address(request, exact);
      response.setHeader("Location", address);
      byte[] body =
          ("This address has no slash at its end: " + address + "\n")
              .getBytes(StandardCharsets.UTF_8);
      response.setContentType("text/plain;charset=UTF-8");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      return;
    }
    String advice = UnknownAddresses.advice(request);
    answer(request, response, Problem.of(ErrorCode.NOT_FOUND, 404, advice, RequestIds.of(request)));
  }

  @ExceptionHandler
  void onMethod(
      HttpRequestMethodNotSupportedException failure,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String[] supported = failure.getSupportedMethods();
    Set<String> methods = supported == null ? Set.of() : Set.of(supported);
    answer(
        request,
        response,
        Problem.of(AllowedMethods.refusal(failure.getMethod(), methods), RequestIds.of(request)));
  }

  @ExceptionHandler
  void onContentType(
      HttpMediaTypeNotSupportedException failure,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    onService(
        new ServiceException(
            ErrorCode.UNSUPPORTED_FORMAT,
            "A body of this Content-Type is not taken here; send one of the supported types.",
            Map.of("supported", texts(failure.getSupportedMediaTypes())),
            null),
        request,
        response);
  }

  @ExceptionHandler
  void onAccept(
      HttpMediaTypeNotAcceptableException failure,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    List<String> supported = texts(failure.getSupportedMediaTypes());
    onService(
        new ServiceException(
            ErrorCode.NOT_ACCEPTABLE,
            "Nothing that the Accept header takes is served here; accept application/json.",
            Map.of("supported", supported.isEmpty() ? List.of("application/json") : supported),
            null),
        request,
        response);
  }

  private static List<String> texts(List<MediaType> types) {
    return types.stream().map(MediaType::toString).distinct().toList();
  }

  @ExceptionHandler
  void onBody(
      HttpMessageNotReadableException failure,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    onService(
        new ServiceException(
            ErrorCode.MALFORMED_BODY, "The body cannot be read; send a JSON document."),
        request,
        response);
  }

  /** The client has gone, or the answer is to be cut off: nobody is there to be told. */
  @ExceptionHandler
  void onAbort(CloseNowException failure) throws IOException {
    throw failure;
  }

  @ExceptionHandler
  void onDisconnect(ClientAbortException failure) throws IOException {
    throw failure;
  }

  @ExceptionHandler
  void onAnything(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (response.isCommitted()) {
      throw failure;
    }
    if (failure instanceof ErrorResponse framework
        && framework.getStatusCode().is4xxClientError()) {
      int status = framework.getStatusCode().value();
      answer(request, response, Problem.ofStatus(status, RequestIds.of(request)));
      return;
    }
    LOG.error("Request {} failed", RequestIds.of(request), failure);
    FailureCodes.note(request, ErrorCode.INTERNAL);
    answer(request, response, Problem.internal(RequestIds.of(request)));
  }

  private static void answer(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    if (Responses.isReportedByContainer(request, response)) {
      return;
    }
    if (response.isCommitted()) {
      throw new CloseNowException("failed after a part of the answer was sent");
    }
    ProblemWriter.write(response, problem);
  }
}
