package io.hypertile.s3;

import io.hypertile.error.ErrorCode;

/** Failures in the words of the protocol, with the status that clients expect of each. */
public enum S3Code {
  ACCESS_DENIED("AccessDenied", 403),
  BAD_DIGEST("BadDigest", 400),
  BUCKET_TAKEN("BucketAlreadyOwnedByYou", 409),
  ENTITY_TOO_LARGE("EntityTooLarge", 400),
  INCOMPLETE_BODY("IncompleteBody", 400),
  INTERNAL_ERROR("InternalError", 500),
  INVALID_ARGUMENT("InvalidArgument", 400),
  INVALID_OBJECT_STATE("InvalidObjectState", 403),
  INVALID_PART("InvalidPart", 400),
  INVALID_RANGE("InvalidRange", 416),
  INVALID_REQUEST("InvalidRequest", 400),
  KEY_TOO_LONG("KeyTooLongError", 400),
  MALFORMED_XML("MalformedXML", 400),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  NO_SUCH_KEY("NoSuchKey", 404),
  NO_SUCH_UPLOAD("NoSuchUpload", 404),
  NOT_IMPLEMENTED("NotImplemented", 501),
  PRECONDITION_FAILED("PreconditionFailed", 412),
  QUOTA_EXCEEDED("QuotaExceeded", 403),
  REQUEST_TIMEOUT("RequestTimeout", 400),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
  SLOW_DOWN("SlowDown", 503),
  STORAGE_FULL("InsufficientStorage", 507);

  private final String text;
  private final int status;

  S3Code(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** The word in answers. */
  public String text() {
    return text;
  }

  /** The status of answers. */
  public int status() {
    return status;
  }

  /** The code of a failure of any part of the server. */
  static S3Code of(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED, FORBIDDEN -> ACCESS_DENIED;
      case COLLECTION_NOT_FOUND -> NO_SUCH_BUCKET;
      case NOT_FOUND, DATASET_NOT_FOUND, ARRAY_NOT_FOUND, ARRAY_DELETED, STATE_GONE -> NO_SUCH_KEY;
      case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
      case NOT_ACCEPTABLE, NOT_ENCODABLE, UNSUPPORTED_FORMAT, UNSUPPORTED_STORAGE ->
          NOT_IMPLEMENTED;
      case REQUEST_TIMEOUT -> REQUEST_TIMEOUT;
      case ALREADY_EXISTS, VERSION_MISMATCH -> PRECONDITION_FAILED;
      case WRONG_KIND, CONFIRMATION_REQUIRED -> INVALID_OBJECT_STATE;
      case RESULT_TOO_LARGE, BODY_TOO_LARGE -> ENTITY_TOO_LARGE;
      case RANGE_NOT_SATISFIABLE -> INVALID_RANGE;
      case LOCKED, TOO_MANY_REQUESTS, OVERLOADED -> SLOW_DOWN;
      case STORAGE_UNAVAILABLE -> SERVICE_UNAVAILABLE;
      case STORAGE_FULL -> STORAGE_FULL;
      case QUOTA_EXCEEDED -> QUOTA_EXCEEDED;
      case CORRUPT_DATA, INTERNAL -> INTERNAL_ERROR;
      case INVALID_NAME, INVALID_ARRAY_ADDRESS -> INVALID_ARGUMENT;
      case MALFORMED_BODY -> INCOMPLETE_BODY;
      case INVALID_REQUEST,
          INVALID_SLICE,
          INVALID_FILTER,
          INVALID_SCHEMA,
          INVALID_ATTRIBUTES,
          SHAPE_MISMATCH,
          VALUE_OUT_OF_RANGE ->
          INVALID_REQUEST;
    };
  }
}
