package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds and opens the files of objects below a directory, never through a symbolic link.
 *
 * @param root the directory
 */
record ObjectFiles(Path root) {
  /** The state of an object's file; empty if there is none. */
  Optional<FileState> find(StoreKey key) throws IOException {
    Path file = file(key);
    return isReached(file) ? FileState.find(file) : Optional.empty();
  }

  /** The file of an object, which the caller closes; null if there is none. */
  @Nullable OpenedObject open(StoreKey key) throws IOException {
    Path file = file(key);
    if (!isReached(file)) {
      return null;
    }
    // States of files differ, so that equal ones before and after mean that this file was opened.
    while (true) {
      Optional<FileState> before = FileState.find(file);
      if (before.isEmpty()) {
        return null;
      }
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return null;
      }
      boolean isSame = false;
      try {
        isSame = FileState.find(file).equals(before);
        if (isSame) {
          return new OpenedObject(channel, before.get());
        }
      } finally {
        if (!isSame) {
          channel.close();
        }
      }
    }
  }

  /**
   * Whether a file can be put at a key: no file and no link is on the way to it, and no directory
   * in its place.
   */
  boolean isFree(StoreKey key) {
    Path file = file(key);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  /** Makes a temporary file of the bytes of a body and forces them to disk. */
  static void write(Journal journal, RootPath made, ObjectBody body) throws IOException {
    try (InputStream in = body.open()) {
      journal.makeFile(made, in, body.size());
    }
  }

  /** Whether the directories on the way to a file are directories, and no links. */
  private boolean isReached(Path file) {
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private Path file(StoreKey key) {
    return root.resolve(key.text());
  }
}
