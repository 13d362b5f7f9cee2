package io.hypertile.engine;

import java.util.Optional;

/**
 * One thing that is wrong in a storage.
 *
 * @param kind the kind of thing
 * @param place where it is
 * @param detail one sentence for people; names no path outside the storage
 * @param repaired whether the check put it right
 */
public record IntegrityFinding(Kind kind, Location place, String detail, boolean repaired) {
  /**
   * Place of a finding.
   *
   * @param collection name of the collection's directory; empty if it belongs to none
   * @param array id of the array, virtual array or tile; empty if it belongs to none
   * @param file the file, relative to the storage root, or the key in its store
   */
  public record Location(String collection, Optional<String> array, String file) {}

  /** A kind of finding; each engine has kinds of its own. */
  public interface Kind {
    /** The kebab-case text that clients see. */
    String text();

    /** The lowest level of a check that finds it. */
    int level();

    /** The number of the kind within the engine: findings of one file are in this order. */
    int code();
  }
}
