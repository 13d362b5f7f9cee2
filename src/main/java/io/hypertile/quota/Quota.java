package io.hypertile.quota;

import io.hypertile.text.NamePattern;
import java.util.List;

/**
 * A limit of what collections hold.
 *
 * @param holder whose changes it limits
 * @param name its name in figures and refusals: that of the key, or one that the operator chose
 * @param collections patterns of the names of the collections that count
 * @param together whether all of these have the limit together; otherwise each has it by itself
 * @param most the limit; 0 for any number
 */
public record Quota(
    Holder holder, String name, List<String> collections, boolean together, Amount most) {
  /** Those whose changes a quota limits. */
  public enum Holder {
    /** A key: its quota limits changes that are made with it, and no others. */
    KEY,
    /** Collections: the quota limits all changes of them, with any credentials. */
    COLLECTIONS;

    /** The word for it in figures and documents. */
    public String text() {
      return this == KEY ? "key" : "collections";
    }
  }

  public Quota {
    collections = List.copyOf(collections);
  }

  /** The quota of a key: all that lies in the collections that it is for counts together. */
  public static Quota ofKey(String name, List<String> collections, Amount most) {
    return new Quota(Holder.KEY, name, collections, true, most);
  }

  /** Whether a collection counts. */
  public boolean covers(String collection) {
    return collections.stream().anyMatch(pattern -> NamePattern.matches(pattern, collection));
  }

  /** Whether it limits anything. */
  public boolean isLimiting() {
    return most.bytes() > 0 || most.arrays() > 0;
  }

  /** Whether a use grows past the limit in a unit. */
  boolean isPast(Unit unit, Amount use, Amount more) {
    long limit = unit.of(most);
    return limit > 0 && unit.of(more) > 0 && unit.of(use.plus(more)) > limit;
  }
}
