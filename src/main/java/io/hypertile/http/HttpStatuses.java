package io.hypertile.http;

import io.hypertile.error.ErrorCode;

/** The HTTP status of every failure: the one place where failures meet statuses. */
final class HttpStatuses {
  private HttpStatuses() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST,
          INVALID_SLICE,
          INVALID_FILTER,
          INVALID_NAME,
          INVALID_ARRAY_ADDRESS,
          MALFORMED_BODY ->
          400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND, COLLECTION_NOT_FOUND, DATASET_NOT_FOUND, ARRAY_NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE, NOT_ENCODABLE -> 406;
      case REQUEST_TIMEOUT -> 408;
      case ALREADY_EXISTS, WRONG_KIND -> 409;
      case ARRAY_DELETED, STATE_GONE -> 410;
      case VERSION_MISMATCH -> 412;
      case RESULT_TOO_LARGE, BODY_TOO_LARGE -> 413;
      case UNSUPPORTED_FORMAT -> 415;
      case RANGE_NOT_SATISFIABLE -> 416;
      // The request is well-formed and the array is there: it is stored in a way that this
      // server does not serve, which another request to it can avoid. Hence not 501.
      case INVALID_SCHEMA,
          INVALID_ATTRIBUTES,
          SHAPE_MISMATCH,
          VALUE_OUT_OF_RANGE,
          UNSUPPORTED_STORAGE ->
          422;
      case LOCKED -> 423;
      case CONFIRMATION_REQUIRED -> 428;
      case TOO_MANY_REQUESTS -> 429;
      case OVERLOADED, STORAGE_UNAVAILABLE -> 503;
      case STORAGE_FULL, QUOTA_EXCEEDED -> 507;
      case CORRUPT_DATA, INTERNAL -> 500;
    };
  }
}
