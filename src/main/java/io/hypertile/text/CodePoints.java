package io.hypertile.text;

/** Order of texts by their code points, which is that of their bytes in UTF-8. */
public final class CodePoints {
  private CodePoints() {}

  /** Compares two texts: below zero if the first comes first. */
  public static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int at = 0; at < length; at++) {
      char left = one.charAt(at);
      char right = other.charAt(at);
      if (left != right) {
        // A half of a pair stands for a code point above all others.
        boolean isPair = Character.isSurrogate(left);
        return isPair == Character.isSurrogate(right) ? left - right : isPair ? 1 : -1;
      }
    }
    return one.length() - other.length();
  }
}
