package io.hypertile.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attribute values by name, in order. Immutable; a custom attribute not given is null. */
public final class Attributes {
  private static final Attributes NONE = new Attributes(Map.of());

  private final Map<String, @Nullable AttributeValue> values;

  private Attributes(Map<String, @Nullable AttributeValue> values) {
    this.values = values;
  }

  /** No attributes. */
  public static Attributes none() {
    return NONE;
  }

  /** The values in the map's order; the map is copied. */
  public static Attributes of(Map<String, ? extends @Nullable AttributeValue> values) {
    return new Attributes(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
  }

  /** The values by name, in order, unmodifiable. */
  public Map<String, @Nullable AttributeValue> asMap() {
    return values;
  }

  /** The value of an attribute; empty when it is null or not there. */
  public Optional<AttributeValue> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes attributes && values.equals(attributes.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
