package io.hypertile.filter;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.AttributeSchema;
import java.util.Optional;

/** What arrays are filtered and sorted by. */
public sealed interface Field {
  /** The array's id, compared as text. */
  record Id() implements Field {
    @Override
    public Optional<Key> key(ArrayHeader header) {
      return Optional.of(Keys.ofText(header.id().text()));
    }

    @Override
    public String name() {
      return "id";
    }
  }

  /** An attribute, primary or custom. */
  record Attribute(AttributeSchema schema) implements Field {
    @Override
    public Optional<Key> key(ArrayHeader header) {
      return header.find(schema.name()).map(Keys::of);
    }

    @Override
    public String name() {
      return schema.name();
    }
  }

  /** The key of an array's value; empty when it is null. */
  Optional<Key> key(ArrayHeader header);

  /** Its name in the schema, or {@code id}. */
  String name();
}
