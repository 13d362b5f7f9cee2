package io.hypertile.http;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.PercentDecoder;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * A failure as clients see it: problem details of RFC 9457 with the members {@code code} and {@code
 * request_id} and those of the failure. Never holds a stack trace, a path of the server or the text
 * of an exception that was not meant for clients.
 *
 * @param status HTTP status
 * @param headers further response headers
 * @param members the document, in order
 * @param form the document as another protocol has it; empty for JSON
 */
public record Problem(
    int status, Map<String, String> headers, Map<String, Object> members, Optional<Form> form) {
  /** The media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String CHALLENGE =
      "Bearer realm=\"hypertile\", Basic realm=\"hypertile\", charset=\"UTF-8\"";

  private static final String TYPE_PREFIX = "urn:hypertile:problem:";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int RETRY_SECONDS = 1;

  /**
   * A document that is not JSON.
   *
   * @param mediaType its type
   * @param bytes not to be changed
   */
  public record Form(String mediaType, byte[] bytes) {}

  /** A problem as a document of JSON. */
  public Problem(int status, Map<String, String> headers, Map<String, Object> members) {
    this(status, headers, members, Optional.empty());
  }

  /** The same problem with other headers. */
  public Problem withHeaders(Map<String, String> other) {
    return new Problem(status, other, members, form);
  }

  /** The problem of a failure of a request, in the form of the protocol that it speaks. */
  public static Problem of(ServiceException failure, HttpServletRequest request) {
    return request.getAttribute(ProblemForm.class.getName()) instanceof ProblemForm form
        ? form.problem(failure, request)
        : of(failure, RequestIds.of(request));
  }

  /** The problem of a failure. */
  public static Problem of(ServiceException failure, String requestId) {
    if (failure.code().category() == ErrorCategory.INTERNAL) {
      return inside(failure, requestId);
    }
    Problem problem =
        of(failure.code(), HttpStatuses.of(failure.code()), failure.detail(), requestId);
    Map<String, Object> members = new LinkedHashMap<>(problem.members);
    failure.members().forEach(members::putIfAbsent);
    return new Problem(problem.status, headers(problem, failure.members()), members);
  }

  /** A failure whose text is for the log alone, but for names that clients gave themselves. */
  private static Problem inside(ServiceException failure, String requestId) {
    int status = HttpStatuses.of(failure.code());
    if (failure.code() != ErrorCode.CORRUPT_DATA
        || !(failure.members().get("partition") instanceof String partition)
        || !(failure.members().get("variable") instanceof String variable)) {
      return of(failure.code(), status, internalDetail(), requestId);
    }
    String detail =
        "The variable \"%s\" of the partition \"%s\" is damaged where it is stored. %s"
            .formatted(variable, partition, internalDetail());
    Problem problem = of(failure.code(), status, detail, requestId);
    Map<String, Object> members = new LinkedHashMap<>(problem.members);
    members.put("partition", partition);
    members.put("variable", variable);
    return new Problem(problem.status, problem.headers, members);
  }

  private static Map<String, String> headers(Problem problem, Map<String, Object> members) {
    Object seconds = members.get("retry_after");
    if (!problem.headers.isEmpty() && seconds instanceof Number number) {
      return Map.of("Retry-After", Long.toString(number.longValue()));
    }
    if (problem.status == 416 && members.get("length") instanceof Long length) {
      return Map.of("Content-Range", "bytes */" + length);
    }
    if (problem.status == 405 && members.get("allow") instanceof List<?> methods) {
      return Map.of("Allow", AllowedMethods.header(methods));
    }
    return problem.status == 401 ? Map.of("WWW-Authenticate", CHALLENGE) : problem.headers;
  }

  /** The problem of something that was not foreseen. */
  public static Problem internal(String requestId) {
    return of(ErrorCode.INTERNAL, 500, internalDetail(), requestId);
  }

  /** A problem with a status of its own, for what the container or the framework refuses. */
  public static Problem of(ErrorCode code, int status, String detail, String requestId) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", TYPE_PREFIX + code.text());
    members.put("title", title(code));
    members.put("status", status);
    members.put("detail", detail);
    members.put("code", code.text());
    members.put("request_id", requestId);
    boolean retry = status == 423 || status == 429 || status == 503;
    return new Problem(
        status, retry ? Map.of("Retry-After", "" + RETRY_SECONDS) : Map.of(), members);
  }

  /**
   * The problem of a request that the container refuses with status 400.
   *
   * @param path the path as it was sent; null if none could be read
   */
  static Problem ofBadRequest(@Nullable String path, String requestId) {
    if (path != null) {
      try {
        PercentDecoder.decode(path);
      } catch (ServiceException e) {
        return of(e, requestId);
      }
      if (path.contains("%00")) {
        return of(
            ErrorCode.INVALID_REQUEST, 400, "%00 is not taken in a path; leave it out.", requestId);
      }
    }
    return ofStatus(400, requestId);
  }

  /**
   * The problem for a bare HTTP status, as containers report them.
   *
   * @param status from 400 to 599
   */
  public static Problem ofStatus(int status, String requestId) {
    return of(codeOf(status), status, detailOf(status), requestId);
  }

  private static ErrorCode codeOf(int status) {
    return switch (status) {
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 408 -> ErrorCode.REQUEST_TIMEOUT;
      case 413 -> ErrorCode.BODY_TOO_LARGE;
      case 503 -> ErrorCode.STORAGE_UNAVAILABLE;
      default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
    };
  }

  private static String detailOf(int status) {
    return switch (status) {
      case 400 ->
          "The request line, a header or the frame of the body is not valid HTTP;"
              + " percent-encode what a URL cannot hold.";
      case 404 -> "There is nothing at this address.";
      case 405 -> "This method is not served at this address.";
      case 408 -> "The rest of the body did not come in time; send it again, nothing was changed.";
      case 413 -> "The body is too large; send less.";
      case 414 ->
          "The address is longer than the server takes; ask for a box or for steps in place of a"
              + " long list of positions, or in several requests.";
      case 431 ->
          "The address and the headers are together longer than the server takes; shorten the"
              + " headers, such as cookies, or the address.";
      case 503 -> "The server cannot answer at present; try again in a moment.";
      default ->
          status >= 500 ? internalDetail() : "The request was refused: " + phrase(status) + ".";
    };
  }

  private static String phrase(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }

  /** The media type of the document. */
  public String mediaType() {
    return form.map(Form::mediaType).orElse(MEDIA_TYPE);
  }

  /** The document, as JSON in UTF-8 where the protocol says nothing else. */
  public byte[] toBytes() {
    return form.map(Form::bytes).orElseGet(() -> JSON.writeValueAsBytes(members));
  }

  private static String title(ErrorCode code) {
    String words = code.text().replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String internalDetail() {
    return "The server failed to do this; its log tells more under the request id.";
  }
}
