package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /**
   * Gives the file of an object a second name among the temporary ones.
   *
   * @param isCopied whether it is a copy with the same time, which stays when the file's is changed
   */
  Path secondName(StoreKey key, boolean isCopied) throws IOException {
    Path name = journal.temporary(".kept").resolve(journal.root());
    Path file = path(key).resolve(journal.root());
    return isCopied
        ? Files.copy(file, name, StandardCopyOption.COPY_ATTRIBUTES)
        : Files.createLink(name, file);
  }

  /** The files of the objects. */
  ObjectFiles files() {
    return directory
        .map(place -> new ObjectFiles(place.resolve(journal.root()), Optional.empty()))
        .orElseGet(() -> new ObjectFiles(journal.root(), Optional.of(JournalPaths.PRIVATE.text())));
  }
}
