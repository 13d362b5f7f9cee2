package io.hypertile.journal;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.SideFiles;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.Host;
import io.hypertile.memory.MemoryShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A storage root with what is needed to change it.
 *
 * @param root the directory
 * @param host its file system, and what else a journal takes from the machine
 * @param sideFiles files for long payloads
 * @param trash for directories on their way out
 * @param buffers native memory
 */
record JournalRoot(Path root, Host host, SideFiles sideFiles, Trash trash, Buffers buffers) {
  /** The storage of a root, with the directories of the journal made durable. */
  static JournalRoot prepare(Path root, Host host, MemoryShare memory) throws IOException {
    Files.createDirectories(root);
    for (RootPath path :
        new RootPath[] {JournalPaths.JOURNAL, JournalPaths.TEMPORARY, JournalPaths.TRASH}) {
      Files.createDirectories(path.resolve(root));
    }
    Disk disk = host.disk();
    disk.forceDirectory(JournalPaths.PRIVATE.resolve(root));
    disk.forceDirectory(root);
    return new JournalRoot(
        root, host, new SideFiles(root, disk), new Trash(root, host), new Buffers(memory));
  }

  /** The file system. */
  Disk disk() {
    return host.disk();
  }
}
