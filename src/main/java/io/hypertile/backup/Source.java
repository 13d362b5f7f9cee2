package io.hypertile.backup;

import io.hypertile.journal.Journal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Files that are backed up.
 *
 * @param journal of the storage root that has them
 * @param held whether a path below the root is one of them, or a directory on the way
 * @param store name of the store beside the storage root whose files they are; empty for others
 */
record Source(Journal journal, Predicate<String> held, Optional<String> store) {
  /** All of a storage, or of a store. */
  static Source all(Journal journal, Optional<String> store) {
    return new Source(journal, RootWalk::isHeld, store);
  }
}
