package io.hypertile.config;

/** The directory of the storage cannot be used, whatever the server tries later. */
final class UnusableRootException extends RuntimeException {
  private final String advice;

  /**
   * Says why.
   *
   * @param reason a sentence with the path
   * @param advice a sentence that says what to do
   */
  UnusableRootException(String reason, String advice) {
    super(reason);
    this.advice = advice;
  }

  /** Advice for the operator. */
  String advice() {
    return advice;
  }
}
