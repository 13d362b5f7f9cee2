package io.hypertile.codec;

/** Stored bytes in a coding that their format knows and this build does not have. */
public final class UnsupportedCodingException extends CodecException {
  private final String coding;

  /**
   * A coding that is missing.
   *
   * @param coding its name in the stored format
   */
  UnsupportedCodingException(String coding) {
    super("the coding " + coding + " is not supported");
    this.coding = coding;
  }

  /** The coding's name in the stored format. */
  public String coding() {
    return coding;
  }
}
