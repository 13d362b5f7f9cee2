package io.hypertile.security;

import io.hypertile.route.Scope;
import io.hypertile.text.NamePattern;
import java.util.List;

/**
 * A right to collections whose names fit one of several patterns.
 *
 * @param scope the right
 * @param collections patterns of names, in which {@code *} stands for any characters and {@code ?}
 *     for one
 */
public record Grant(Scope scope, List<String> collections) {
  private static final String ALL = "*";

  public Grant {
    collections = List.copyOf(collections);
  }

  /** A right to all collections. */
  public static Grant everywhere(Scope scope) {
    return new Grant(scope, List.of(ALL));
  }

  boolean covers(Scope needed, String collection) {
    return scope.covers(needed)
        && collections.stream().anyMatch(pattern -> matches(pattern, collection));
  }

  boolean coversEverywhere(Scope needed) {
    return scope.covers(needed) && collections.contains(ALL);
  }

  static boolean matches(String pattern, String name) {
    return NamePattern.matches(pattern, name);
  }
}
