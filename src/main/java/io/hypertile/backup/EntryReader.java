package io.hypertile.backup;

import io.hypertile.journal.change.RootPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A list of entries in their order, read one after the other. For one thread. */
final class EntryReader implements AutoCloseable {
  private final @Nullable BufferedReader lines;
  private final boolean isWhole;
  private final Deque<String> above = new ArrayDeque<>();
  private @Nullable BackupEntry next;

  private EntryReader(@Nullable BufferedReader lines, boolean isWhole) throws IOException {
    this.lines = lines;
    this.isWhole = isWhole;
    boolean isOpened = false;
    try {
      advance();
      isOpened = true;
    } finally {
      if (!isOpened) {
        close();
      }
    }
  }

  /** The entries of a file that this process is writing. */
  static EntryReader of(Path list) throws IOException {
    return new EntryReader(Files.newBufferedReader(list), false);
  }

  /**
   * The entries of a finished list, which may be of a stranger. Each is in a directory that the
   * list has before it, so that none is reached through a link.
   */
  static EntryReader whole(Path list) throws IOException {
    return new EntryReader(Files.newBufferedReader(list), true);
  }

  /** No entries. */
  static EntryReader none() throws IOException {
    return new EntryReader(null, false);
  }

  /** The next entry, which stays; null at the end. */
  @Nullable BackupEntry peek() {
    return next;
  }

  /** Goes on to the entry behind. */
  void advance() throws IOException {
    BackupEntry before = next;
    String line = lines == null ? null : lines.readLine();
    next = line == null ? null : EntryLines.read(line);
    if (before != null
        && next != null
        && BackupEntry.ORDER.compare(before.path(), next.path()) >= 0) {
      throw new BackupFault("The list of files is not in order at " + next.path() + ".");
    }
    if (isWhole && next != null) {
      requireAbove(next);
    }
  }

  private void requireAbove(BackupEntry entry) throws BackupFault {
    String parent = LinkTargets.parent(entry.path());
    while (!above.isEmpty() && !RootPath.isWithin(parent, above.getLast())) {
      above.removeLast();
    }
    if (!parent.equals(above.isEmpty() ? "" : above.getLast())) {
      throw new BackupFault(
          "The list of files has " + entry.path() + ", but no directory " + parent + " before it.");
    }
    if (entry instanceof BackupEntry.DirectoryEntry) {
      above.addLast(entry.path());
    }
  }

  /** Goes on to a path or the first one behind it; gives the entry of the path itself. */
  @Nullable BackupEntry find(String path) throws IOException {
    while (next != null && BackupEntry.ORDER.compare(next.path(), path) < 0) {
      advance();
    }
    return next != null && next.path().equals(path) ? next : null;
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
