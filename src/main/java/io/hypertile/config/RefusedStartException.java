package io.hypertile.config;

/**
 * A start with settings, files or a storage with which the server must not run. The framework
 * prints the reason and the advice in place of a stack trace.
 */
public final class RefusedStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String advice;

  /**
   * A refusal.
   *
   * @param reason a sentence that names the setting or the file, without secrets
   * @param advice sentences or lines that say what to give instead
   */
  public RefusedStartException(String reason, String advice) {
    super(reason);
    this.advice = advice;
  }

  /** Advice for the operator. */
  public String advice() {
    return advice;
  }
}
