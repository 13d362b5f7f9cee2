package io.hypertile.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * Finds the names that a misspelt one may have meant, for messages. A slip is a character changed,
 * put in or left out, or two neighbours swapped; upper and lower case are alike. A name is near
 * when there is at most one slip for every three characters of the longer of both, or one in
 * shorter names that have a character in common. Safe for use by many threads.
 */
public final class NearestNames {
  /** Most names that are found. */
  public static final int MOST_FOUND = 3;

  /** Bounds on the work, which is the product of all three and may be asked for by anyone. */
  private static final int MOST_COMPARED = 10_000;

  private static final int LONGEST = 64;
  private static final int CHARACTERS_FOR_A_SLIP = 3;

  private record Candidate(String name, int slips) {}

  private NearestNames() {}

  /**
   * Up to three near names, nearest first, of equally near ones the earlier first.
   *
   * @param given a text of any length; none is near one of more than 64 characters
   * @param known names, of which the first 10,000 are looked at
   */
  public static List<String> of(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return List.of();
    }
    String folded = given.toLowerCase(Locale.ROOT);
    List<Candidate> near = new ArrayList<>();
    int compared = 0;
    for (String name : known) {
      if (++compared > MOST_COMPARED) {
        break;
      }
      int slips = slips(folded, name);
      if (slips >= 0) {
        near.add(new Candidate(name, slips));
        if (near.size() > MOST_FOUND) {
          near.sort(Comparator.comparingInt(Candidate::slips));
          near.removeLast();
        }
      }
    }
    near.sort(Comparator.comparingInt(Candidate::slips));
    return near.stream().map(Candidate::name).toList();
  }

  /**
   * The part of a sentence on an unknown name that tells the nearest known one.
   *
   * @param nearest near names, nearest first, as the sentence shows them
   * @return a semicolon and a clause; an empty text if no name is near
   */
  public static String hint(List<String> nearest) {
    return nearest.isEmpty() ? "" : "; \"" + nearest.getFirst() + "\" is near";
  }

  /** Slips between a text in lower case and a name; negative when there are too many. */
  private static int slips(String folded, String name) {
    int longer = Math.max(folded.length(), name.length());
    int most = Math.max(1, longer / CHARACTERS_FOR_A_SLIP);
    if (name.length() > LONGEST || Math.abs(folded.length() - name.length()) > most) {
      return -1;
    }
    int slips = new DamerauLevenshteinDistance(most).apply(folded, name.toLowerCase(Locale.ROOT));
    return slips < longer ? slips : -1;
  }
}
