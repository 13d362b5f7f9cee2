package io.hypertile.encode;

/**
 * How cells are to be written. Formats take what concerns them and leave the rest.
 *
 * @param nan how NaN is written in JSON
 * @param int64 how 64-bit integers are written in JSON
 * @param layout what stands around the cells in JSON
 * @param coordinates whether the JSON document has the coordinates
 */
public record EncodeOptions(NanText nan, Int64Text int64, Layout layout, boolean coordinates) {
  private static final EncodeOptions DEFAULTS =
      new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.DOCUMENT, false);

  /** How NaN is written. */
  public enum NanText {
    NULL,
    /** {@code "NaN"}. */
    STRING
  }

  /** How 64-bit integers are written. */
  public enum Int64Text {
    NUMBER,
    /** In quotes, for readers that turn numbers into doubles. */
    STRING
  }

  /** What stands around the cells. */
  public enum Layout {
    /** An object with dtype, shape, dimensions and data. */
    DOCUMENT,
    /** The nested list alone. */
    VALUES
  }

  /** What holds when nothing is asked. */
  public static EncodeOptions defaults() {
    return DEFAULTS;
  }
}
