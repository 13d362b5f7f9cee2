package io.hypertile.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant, for messages. Safe for use by many threads. */
public final class NearestName {
  private static final int LONGEST = 64;

  private NearestName() {}

  /** The known name with the fewest edits, if these are few against its length. */
  public static Optional<String> find(String given, Collection<String> known) {
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

  /** Letters changed, put in, left out, or swapped with their neighbour; either case is alike. */
  private static int edits(String given, String name) {
    String a = given.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        fewest = Math.min(fewest, edits[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
      }
    }
    return edits[a.length()][b.length()];
  }
}
