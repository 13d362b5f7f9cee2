package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.StoreKey;
import java.util.Optional;

/**
 * Paths of the objects of a store below the root of a journal.
 *
 * @param journal of the root
 * @param directory place of the objects; empty for the root itself, whose directory of the journal
 *     then holds none
 */
record KeyPaths(Journal journal, Optional<RootPath> directory) {
  /** The path of an object. */
  RootPath path(StoreKey key) {
    return directory
        .map(place -> place.child(key.text()))
        .orElseGet(() -> new RootPath(key.text()));
  }

  /** The object of a path. */
  StoreKey key(RootPath path) {
    int start = directory.map(place -> place.text().length() + 1).orElse(0);
    return new StoreKey(path.text().substring(start));
  }

  /** The files of the objects. */
  ObjectFiles files() {
    return directory
        .map(place -> new ObjectFiles(place.resolve(journal.root()), Optional.empty()))
        .orElseGet(() -> new ObjectFiles(journal.root(), Optional.of(JournalPaths.PRIVATE.text())));
  }
}
