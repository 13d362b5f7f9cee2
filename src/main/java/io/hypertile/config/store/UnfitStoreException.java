package io.hypertile.config.store;

/** A store cannot be as its settings want it. */
final class UnfitStoreException extends RuntimeException {
  private final String advice;

  /**
   * Says why.
   *
   * @param setting its name
   * @param reason a sentence, without credentials
   * @param advice a sentence that says what to do
   */
  UnfitStoreException(String setting, String reason, String advice) {
    super("The value of the setting " + setting + " is not taken. " + reason);
    this.advice = advice;
  }

  /** Advice for the operator. */
  String advice() {
    return advice;
  }
}
