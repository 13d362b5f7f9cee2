package io.hypertile.deker.store.tiled;

import io.hypertile.deker.store.files.ReadGuard;
import io.hypertile.deker.store.write.WriteBehind;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Writes documents of virtual arrays that are there. Deker knows no marker for a document, and its
 * lock ends with the process that holds it. So where a storage is shared, a new file takes the
 * place of the old one: a crash leaves nothing that the next start would redo over what Deker has
 * written meanwhile, and Deker, which reads documents without a lock, never sees half of one.
 *
 * @param guarding says whether the storage is shared
 */
record DocumentWriter(VirtualFiles files, Journal journal, ReadGuard guarding) {
  /**
   * Replaces the document. The caller holds the array's write lock.
   *
   * @param modified modification time that the document gets
   */
  void write(VirtualArray array, byte[] document, Instant modified) throws IOException {
    RootPath file = files.rootPath(array);
    if (!guarding.isShared()) {
      journal.commit(
          Transaction.of(
              new Change.WriteBytes(file, 0, Payload.of(document)),
              new Change.SetLength(file, document.length),
              new Change.Touch(file, modified)));
      return;
    }
    RootPath temporary = journal.temporary(".json");
    Path made = temporary.resolve(journal.root());
    try {
      make(made, document, modified);
      guarding.adopt(files.path(array), made);
      journal.commit(Transaction.of(new Change.Replace(temporary, file)));
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static void make(Path path, byte[] document, Instant modified) throws IOException {
    try (WriteBehind file =
        new WriteBehind(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      file.write(document, 0);
      Files.setLastModifiedTime(path, FileTime.from(modified));
      file.force(true);
    }
  }
}
