package io.hypertile.schema.json;

/** Bounds on documents from outside, generous for real schemas and far below what would hurt. */
final class SchemaLimits {
  /** Number of axes that HDF5 and NumPy know. */
  static final int DIMENSIONS = 32;

  static final int ATTRIBUTES = 256;

  /** Labels of all dimensions together. */
  static final int LABELS = 1_000_000;

  /** Bytes in UTF-8 of a name or label. */
  static final int NAME_BYTES = 4096;

  /** Bytes in UTF-8 of an attribute's text. */
  static final int TEXT_BYTES = 65_536;

  /** Values in one tuple, those of nested tuples included. */
  static final int TUPLE_VALUES = 10_000;

  static final int TUPLE_DEPTH = 32;

  /** Digits of one number from a client. */
  static final int NUMBER_DIGITS = 1_000;

  static final int FILTER_PARAMETERS = 256;

  private SchemaLimits() {}
}
