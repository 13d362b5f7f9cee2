package io.hypertile.filter;

/** Decision of a filter on many rows before any of them is read. */
public enum Decision {
  /** No row is meant. */
  CANNOT_MATCH,
  /** Rows must be looked at. */
  MIGHT_MATCH,
  /** Every row is meant. */
  ALWAYS_MATCHES
}
