package io.hypertile.text;

/** Patterns of names, in which {@code *} stands for any characters and {@code ?} for one. */
public final class NamePattern {
  private NamePattern() {}

  /**
   * Whether a name fits a pattern. Matches in one pass with one point to come back to, so that no
   * pattern takes long.
   */
  public static boolean matches(String pattern, String name) {
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
