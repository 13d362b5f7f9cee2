package io.hypertile.filter;

import io.hypertile.schema.AttributeSchema;

/** Field by which rows are filtered and sorted. */
public sealed interface Field {
  /** The id of the row, compared as text. */
  record Id() implements Field {
    @Override
    public String name() {
      return "id";
    }
  }

  /** An attribute, primary or custom. */
  record Attribute(AttributeSchema schema) implements Field {
    @Override
    public String name() {
      return schema.name();
    }
  }

  /** The name in the schema, or {@code id}. */
  String name();
}
