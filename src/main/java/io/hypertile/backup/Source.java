package io.hypertile.backup;

import io.hypertile.journal.Journal;
import java.util.function.Predicate;

/**
 * Files that are backed up.
 *
 * @param journal of the storage root that has them
 * @param held whether a path below the root is one of them, or a directory on the way
 */
record Source(Journal journal, Predicate<String> held) {
  /** All of a storage. */
  static Source all(Journal journal) {
    return new Source(journal, RootWalk::isHeld);
  }
}
