package io.hypertile.reload;

/** Contents of a watched file that cannot be used, such as half of them. */
public final class UnfitFileException extends Exception {
  /**
   * Says why.
   *
   * @param reason the end of a sentence whose begin names the files; without secrets
   */
  public UnfitFileException(String reason) {
    super(reason);
  }
}
