package io.hypertile.deker.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Failures as Deker's client takes them: a JSON object whatever was accepted, with the members
 * {@code class} and {@code parameters} that the client looks at beside those of the interface's own
 * problem documents. The one place where failures meet the statuses of the protocol.
 */
final class DekerErrors {
  private static final String LIMIT = "RateLimit-Limit";
  private static final String REMAINING = "RateLimit-Remaining";
  private static final String RESET = "RateLimit-Reset";

  private DekerErrors() {}

  /**
   * Answers with a failure.
   *
   * @param route what was asked for; the client takes some statuses in a way of its own there
   */
  static void write(
      ServiceException failure,
      Asked route,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ProblemWriter.write(response, problem(failure, route, request));
  }

  /** A failure before the route is known, as filters tell it. */
  static Problem problem(ServiceException failure, HttpServletRequest request) {
    return problem(failure, Asked.OTHER, request);
  }

  private static Problem problem(
      ServiceException failure, Asked route, HttpServletRequest request) {
    Problem problem = Problem.of(failure, RequestIds.of(request));
    int status = status(failure.code(), problem.status(), route);
    Map<String, Object> members = new LinkedHashMap<>(problem.members());
    members.put("status", status);
    members.put("class", className(failure.code(), route));
    members.put("parameters", parameters(failure.code(), route));
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    if (status == 413 && failure.members().get("limit") instanceof Number limit) {
      headers.put(LIMIT, Long.toString(limit.longValue()));
      headers.put(REMAINING, Long.toString(limit.longValue()));
      headers.put(RESET, "0");
    }
    return new Problem(status, headers, members);
  }

  /** Kinds of request that can fail. */
  enum Asked {
    COLLECTION_CREATION,
    CELLS,
    OTHER
  }

  /** 409 is kept free: a later client reads a cluster's configuration from its body. */
  private static int status(ErrorCode code, int usual, Asked asked) {
    return switch (code) {
      case ALREADY_EXISTS -> 400;
      case LOCKED -> asked == Asked.CELLS ? 504 : usual;
      default -> usual;
    };
  }

  private static String className(ErrorCode code, Asked asked) {
    return switch (code) {
      case ALREADY_EXISTS ->
          asked == Asked.COLLECTION_CREATION
              ? "DekerCollectionAlreadyExistsError"
              : "DekerArrayError";
      case COLLECTION_NOT_FOUND -> "DekerCollectionNotExistsError";
      case ARRAY_NOT_FOUND, NOT_FOUND -> "DekerArrayNotExistsError";
      case INVALID_SLICE,
          SHAPE_MISMATCH,
          VALUE_OUT_OF_RANGE,
          INVALID_ATTRIBUTES,
          INVALID_SCHEMA,
          INVALID_NAME,
          INVALID_ARRAY_ADDRESS,
          MALFORMED_BODY ->
          "DekerValidationError";
      case RESULT_TOO_LARGE, BODY_TOO_LARGE -> "DekerDataPointsLimitError";
      case TOO_MANY_REQUESTS, OVERLOADED -> "DekerRateLimitError";
      case LOCKED -> "DekerLockError";
      default -> "DekerServerError";
    };
  }

  private static List<String> parameters(ErrorCode code, Asked asked) {
    boolean duplicate = code == ErrorCode.ALREADY_EXISTS && asked == Asked.COLLECTION_CREATION;
    return duplicate ? List.of("collection_name") : List.of();
  }
}
