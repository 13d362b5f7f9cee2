package io.hypertile.encode;

/**
 * Options for the encoding of cells. Each format uses those that concern it and ignores the others.
 *
 * @param nan form of NaN in JSON
 * @param int64 form of 64-bit integers in JSON
 * @param layout what surrounds the cells in JSON
 * @param coordinates whether the JSON document has the coordinates
 */
public record EncodeOptions(NanText nan, Int64Text int64, Layout layout, boolean coordinates) {
  private static final EncodeOptions DEFAULTS =
      new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.DOCUMENT, false);

  /** Forms of NaN. */
  public enum NanText {
    NULL,
    /** {@code "NaN"}. */
    STRING
  }

  /** Forms of 64-bit integers. */
  public enum Int64Text {
    NUMBER,
    /** In quotes, for readers that turn numbers into doubles. */
    STRING
  }

  /** Frames around the cells. */
  public enum Layout {
    /** An object with dtype, shape, dimensions and data. */
    DOCUMENT,
    /** The nested list alone. */
    VALUES
  }

  /** The options of a request that asks for none. */
  public static EncodeOptions defaults() {
    return DEFAULTS;
  }
}
