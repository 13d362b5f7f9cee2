package io.hypertile.schema;

import io.hypertile.ndarray.DType;

/** Type of an attribute: one of Deker's six, or a number of a NumPy type (deker-rules.md 64). */
public sealed interface AttributeType {
  /** The types that are not NumPy's. */
  enum Plain implements AttributeType {
    /** Whole numbers of any size. */
    INT("int"),
    /** 64-bit floats, NaN and infinities included. */
    FLOAT("float"),
    /** Two 64-bit floats. */
    COMPLEX("complex"),
    /** Text. */
    STRING("string"),
    /** Times with microseconds, kept in UTC. */
    DATETIME("datetime"),
    /** Tuples of numbers, texts, complex numbers, times and tuples. */
    TUPLE("tuple");

    private final String text;

    Plain(String text) {
      this.text = text;
    }

    /** The name in collection documents. */
    public String text() {
      return text;
    }
  }

  /** A number that fits the dtype. */
  record Numeric(DType dtype) implements AttributeType {}
}
