package io.hypertile.error;

/** Every failure that a client can be told of. The code text is stable and part of the contract. */
public enum ErrorCode {
  INVALID_REQUEST("invalid-request", ErrorCategory.USER),
  INVALID_SLICE("invalid-slice", ErrorCategory.USER),
  INVALID_FILTER("invalid-filter", ErrorCategory.USER),
  INVALID_NAME("invalid-name", ErrorCategory.USER),
  INVALID_ARRAY_ADDRESS("invalid-array-address", ErrorCategory.USER),
  MALFORMED_BODY("malformed-body", ErrorCategory.USER),
  INVALID_SCHEMA("invalid-schema", ErrorCategory.USER),
  INVALID_ATTRIBUTES("invalid-attributes", ErrorCategory.USER),
  SHAPE_MISMATCH("shape-mismatch", ErrorCategory.USER),
  VALUE_OUT_OF_RANGE("value-out-of-range", ErrorCategory.USER),
  NOT_ENCODABLE("not-encodable", ErrorCategory.USER),
  NOT_ACCEPTABLE("not-acceptable", ErrorCategory.USER),
  UNSUPPORTED_FORMAT("unsupported-format", ErrorCategory.USER),
  UNSUPPORTED_STORAGE("unsupported-storage", ErrorCategory.USER),
  RANGE_NOT_SATISFIABLE("range-not-satisfiable", ErrorCategory.USER),
  METHOD_NOT_ALLOWED("method-not-allowed", ErrorCategory.USER),
  REQUEST_TIMEOUT("request-timeout", ErrorCategory.USER),

  UNAUTHENTICATED("unauthenticated", ErrorCategory.USER),
  FORBIDDEN("forbidden", ErrorCategory.USER),

  NOT_FOUND("not-found", ErrorCategory.MISSING),
  COLLECTION_NOT_FOUND("collection-not-found", ErrorCategory.MISSING),
  ARRAY_NOT_FOUND("array-not-found", ErrorCategory.MISSING),
  DATASET_NOT_FOUND("dataset-not-found", ErrorCategory.MISSING),
  ARRAY_DELETED("array-deleted", ErrorCategory.MISSING),
  STATE_GONE("state-gone", ErrorCategory.MISSING),

  ALREADY_EXISTS("already-exists", ErrorCategory.CONFLICT),
  WRONG_KIND("wrong-kind", ErrorCategory.CONFLICT),
  VERSION_MISMATCH("version-mismatch", ErrorCategory.CONFLICT),
  LOCKED("locked", ErrorCategory.CONFLICT),
  CONFIRMATION_REQUIRED("confirmation-required", ErrorCategory.CONFLICT),

  RESULT_TOO_LARGE("result-too-large", ErrorCategory.LIMIT),
  BODY_TOO_LARGE("body-too-large", ErrorCategory.LIMIT),
  TOO_MANY_REQUESTS("too-many-requests", ErrorCategory.LIMIT),
  OVERLOADED("overloaded", ErrorCategory.LIMIT),
  STORAGE_FULL("storage-full", ErrorCategory.LIMIT),
  QUOTA_EXCEEDED("quota-exceeded", ErrorCategory.LIMIT),

  STORAGE_UNAVAILABLE("storage-unavailable", ErrorCategory.EXTERNAL),

  CORRUPT_DATA("corrupt-data", ErrorCategory.INTERNAL),
  INTERNAL("internal", ErrorCategory.INTERNAL);

  private final String text;
  private final ErrorCategory category;

  ErrorCode(String text, ErrorCategory category) {
    this.text = text;
    this.category = category;
  }

  /** The kebab-case code that clients see. */
  public String text() {
    return text;
  }

  /** The category, which says who can do something about the failure. */
  public ErrorCategory category() {
    return category;
  }
}
