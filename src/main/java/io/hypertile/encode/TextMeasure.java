package io.hypertile.encode;

/** Lengths of texts that a format with several boxes has to know before the first cell. */
public enum TextMeasure {
  /** None: texts go as they are, or are refused. */
  NONE,
  /** Most characters of a text: boxes come as {@link io.hypertile.ndarray.CellType.FixedText}. */
  CHARACTERS,
  /** Most bytes in UTF-8: boxes come as {@link io.hypertile.ndarray.CellType.FixedBytes}. */
  BYTES
}
