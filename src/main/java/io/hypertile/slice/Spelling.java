package io.hypertile.slice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a misspelt one may have meant. */
final class Spelling {
  private static final int MAX_FOUND = 3;

  /** Bounds on the work, which is the product of all three and may be asked for by anyone. */
  private static final int MAX_COMPARED = 10_000;

  private static final int MAX_LENGTH = 64;

  private record Candidate(String name, int distance) {}

  private Spelling() {}

  /**
   * Up to three of the first 10,000 names, by edit distance from the wanted one, ignoring case and
   * what follows the 64th character; of equally distant ones the earlier first.
   */
  static List<String> nearest(String wanted, List<String> names) {
    String folded = fold(wanted);
    List<Candidate> best = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), MAX_COMPARED))) {
      int worst = best.size() < MAX_FOUND ? Integer.MAX_VALUE : best.getLast().distance();
      String other = fold(name);
      if (Math.abs(other.length() - folded.length()) < worst) {
        int distance = distance(folded, other);
        if (distance < worst) {
          best.add(new Candidate(name, distance));
          best.sort(Comparator.comparingInt(Candidate::distance));
          best = best.size() > MAX_FOUND ? new ArrayList<>(best.subList(0, MAX_FOUND)) : best;
        }
      }
    }
    return best.stream().map(Candidate::name).toList();
  }

  private static String fold(String text) {
    return text.substring(0, Math.min(text.length(), MAX_LENGTH)).toLowerCase(Locale.ROOT);
  }

  /** Number of characters to insert, delete or replace (Levenshtein). */
  private static int distance(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      int[] line = new int[above.length];
      line[0] = row;
      for (int column = 1; column < line.length; column++) {
        int replaced =
            above[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
        line[column] = Math.min(replaced, 1 + Math.min(above[column], line[column - 1]));
      }
      above = line;
    }
    return above[other.length()];
  }
}
