package io.hypertile.schema;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant, for messages. */
final class NearestName {
  private static final int LONGEST = 64;

  private NearestName() {}

  /** The known name with the fewest edits, if these are few against its length. */
  static Optional<String> find(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    String best = null;
    int fewest = Integer.MAX_VALUE;
    for (String name : known) {
      int edits = name.length() > LONGEST ? Integer.MAX_VALUE : edits(given, name);
      if (edits < fewest) {
        fewest = edits;
        best = name;
      }
    }
    boolean near = best != null && fewest <= Math.max(1, Math.max(given.length(), 3) / 3);
    return near ? Optional.ofNullable(best) : Optional.empty();
  }

  /** Levenshtein's distance, letters of either case alike. */
  private static int edits(String a, String b) {
    String left = a.toLowerCase(java.util.Locale.ROOT);
    String right = b.toLowerCase(java.util.Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
