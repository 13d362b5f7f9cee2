package io.hypertile.encode.table;

/** A column of a table; each of its values may be absent. */
public record ValueColumn(String name, Type type) {
  /** Types of values. */
  public enum Type {
    /** Whole numbers of 64 bits. */
    SIGNED,
    /** Whole numbers of 64 bits without sign. */
    UNSIGNED,
    /** Floats of 64 bits. */
    REAL,
    /** Truth values: 1 or 0. */
    TRUTH,
    /** Nanoseconds since 1970 in UTC. */
    TIME,
    /** Texts. */
    TEXT
  }
}
