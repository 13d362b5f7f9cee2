package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.UnforcedFile;
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
 * @param hidden name in it that no key begins with; empty where there is none
 */
record ObjectFiles(Path root, Optional<String> hidden) {
  /** The state of an object's file; empty if there is none. */
  Optional<FileState> find(StoreKey key) throws IOException {
    Path file = file(key);
    return isReached(key, file) ? FileState.find(file) : Optional.empty();
  }

  /**
   * The file of an object, which the caller closes; null if there is none.
   *
   * @throws LinkException if there is a link where the object, or a directory on the way to it,
   *     would be: to take it for absent would give other cells than every other program reads
   */
  @Nullable OpenedObject open(StoreKey key) throws IOException {
    Path file = file(key);
    if (!isReached(key, file)) {
      requireNoLink(file.getParent());
      return null;
    }
    // States of files differ, so that equal ones before and after mean that this file was opened.
    while (true) {
      Optional<FileState> before = FileState.find(file);
      if (before.isEmpty()) {
        requireNoLink(file);
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
    if (isHidden(key.text())) {
      return false;
    }
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

  /** Makes a temporary file of the bytes of a body, which are not forced to disk yet. */
  static UnforcedFile write(Journal journal, RootPath made, ObjectBody body) throws IOException {
    try (InputStream in = body.open()) {
      return journal.makeUnforced(made, in, body.size());
    }
  }

  private void requireNoLink(@Nullable Path file) throws LinkException {
    for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        throw new LinkException(at);
      }
    }
  }

  /** Whether a key, or the first names of one, are of the hidden directory. */
  boolean isHidden(String text) {
    return hidden.isPresent() && (text + "/").startsWith(hidden.get() + "/");
  }

  /** Whether the directories on the way to a file are directories, and no links. */
  private boolean isReached(StoreKey key, Path file) {
    if (isHidden(key.text())) {
      return false;
    }
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
