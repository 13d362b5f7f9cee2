package io.hypertile.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Attributes in the order in which they were first set (atlas-rules.md 69). Immutable.
 *
 * @param values by name
 */
public record TypedAttributes(Map<String, TypedValue> values) {
  /** No attribute. */
  public static final TypedAttributes NONE = new TypedAttributes(Map.of());

  public TypedAttributes {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The attribute of a name. */
  public Optional<TypedValue> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * These with some set or removed. What is set again keeps its place.
   *
   * @param changes by name; empty to remove
   */
  public TypedAttributes with(Map<String, Optional<TypedValue>> changes) {
    Map<String, TypedValue> changed = new LinkedHashMap<>(values);
    changes.forEach((name, value) ->
        value.ifPresentOrElse(given -> changed.put(name, given), () -> changed.remove(name)));
    return new TypedAttributes(changed);
  }
}
