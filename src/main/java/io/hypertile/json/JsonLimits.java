package io.hypertile.json;

/** Bounds on texts and numbers of documents from outside, far below what would hurt. */
public final class JsonLimits {
  /** Bytes in UTF-8 of a name or label. */
  public static final int NAME_BYTES = 4096;

  /** Bytes in UTF-8 of an attribute's text. */
  public static final int TEXT_BYTES = 65_536;

  /** Digits of one number from a client. */
  public static final int NUMBER_DIGITS = 1_000;

  private JsonLimits() {}
}
