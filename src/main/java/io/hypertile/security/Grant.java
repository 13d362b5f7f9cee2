package io.hypertile.security;

import io.hypertile.route.Scope;
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

  /** Matches in one pass with one point to come back to, so that no pattern takes long. */
  static boolean matches(String pattern, String name) {
    int at = 0;
    int star = -1;
    int retry = 0;
    int n = 0;
    while (n < name.length()) {
      char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
      if (at < pattern.length() && wanted == '*') {
        star = at++;
        retry = n;
      } else if (at < pattern.length() && (wanted == '?' || wanted == name.charAt(n))) {
        at++;
        n++;
      } else if (star >= 0) {
        at = star + 1;
        n = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
