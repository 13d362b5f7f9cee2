package io.hypertile.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant by a misspelt word. */
final class NearestText {
  private static final int MAX_LENGTH = 60;

  private NearestText() {}

  /** The candidate with the fewest edits, at most a third of the word's letters and one. */
  static Optional<String> of(String word, List<String> candidates) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String nearest = "";
    int fewest = 2 + word.length() / 3;
    for (String candidate : candidates) {
      int edits = edits(lower, candidate.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= one.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[other.length()];
  }
}
