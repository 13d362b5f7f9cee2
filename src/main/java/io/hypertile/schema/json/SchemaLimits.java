package io.hypertile.schema.json;

/** Bounds on documents from outside, generous for real schemas and far below what would hurt. */
final class SchemaLimits {
  /** Number of axes that HDF5 and NumPy know. */
  static final int DIMENSIONS = 32;

  static final int ATTRIBUTES = 256;

  /** Labels of all dimensions together. */
  static final int LABELS = 1_000_000;

  /** Values in one tuple, those of nested tuples included. */
  static final int TUPLE_VALUES = 10_000;

  static final int TUPLE_DEPTH = 32;

  static final int FILTER_PARAMETERS = 256;

  private SchemaLimits() {}
}
