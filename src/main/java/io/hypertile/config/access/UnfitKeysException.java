package io.hypertile.config.access;

/** Keys cannot be used by a start, which has none from before. */
final class UnfitKeysException extends RuntimeException {
  private final String remedy;

  /**
   * Keys that cannot be used.
   *
   * @param reason why, in a sentence that names the file or the setting
   * @param remedy what to give, in another
   */
  UnfitKeysException(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  /** Advice on their replacement, in a sentence. */
  String remedy() {
    return remedy;
  }
}
