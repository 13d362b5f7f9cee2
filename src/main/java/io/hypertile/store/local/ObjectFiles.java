package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.UnforcedFile;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and opens the files of objects below a directory, never through a symbolic link.
 *
 * @param root the directory
 * @param hidden name in it that no key begins with; empty if keys may begin with any name
 * @param look finds files and the directories on the way to them
 */
record ObjectFiles(Path root, Optional<String> hidden, PathLook look) {
  ObjectFiles(Path root, Optional<String> hidden) {
    this(root, hidden, PathLook::now);
  }

  /** The same, for one thread, as long as nothing changes that it was asked for. */
  ObjectFiles unchanged() {
    return new ObjectFiles(root, hidden, PathLook.once(root));
  }

  /** The same, which looks at directories again only when a moment has passed. */
  ObjectFiles rarelyLooking() {
    return new ObjectFiles(root, hidden, new SeenDirectories());
  }

  /** The state of an object's file; empty if the file does not exist. */
  Optional<FileState> find(StoreKey key) throws IOException {
    Path file = file(key);
    return way(key, file) == PathLook.Kind.DIRECTORY ? look.at(file).file() : Optional.empty();
  }

  /**
   * The state of an object's file; empty if the file does not exist.
   *
   * @throws LinkException as {@link #open}
   */
  Optional<FileState> require(StoreKey key) throws IOException {
    Path file = file(key);
    PathLook.Kind way = way(key, file);
    if (way != PathLook.Kind.DIRECTORY) {
      requireNoLink(way, file.getParent());
      return Optional.empty();
    }
    PathLook.Found found = look.at(file);
    if (found.file().isEmpty()) {
      requireNoLink(found.kind(), file);
    }
    return found.file();
  }

  /**
   * The file of an object, which the caller closes; null if it does not exist.
   *
   * @throws LinkException if there is a link where the object, or a directory on the way to it,
   *     would be: to take it for absent would give other cells than every other program reads
   */
  @Nullable OpenedObject open(StoreKey key) throws IOException {
    Path file = file(key);
    PathLook.Kind way = way(key, file);
    if (way != PathLook.Kind.DIRECTORY) {
      requireNoLink(way, file.getParent());
      return null;
    }
    // States of files differ, so that equal ones before and after mean that this file was opened.
    while (true) {
      PathLook.Found found = PathLook.now(file);
      Optional<FileState> before = found.file();
      if (before.isEmpty()) {
        requireNoLink(found.kind(), file);
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
        isSame = PathLook.now(file).file().equals(before);
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
   * Whether nothing is at a key, be it a file, a directory or a link, and only directories are on
   * the way to it, as far as there are any.
   */
  boolean isAbsent(StoreKey key) {
    if (isHidden(key.text())) {
      return false;
    }
    Path file = file(key);
    return switch (look.way(root, file)) {
      case ABSENT -> true;
      case DIRECTORY -> look.kind(file) == PathLook.Kind.ABSENT;
      case OTHER -> false;
    };
  }

  /**
   * Whether a file can be put at a key: no file and no link is on the way to it, and no directory
   * with files in its place, but for objects that are removed before.
   */
  boolean isFree(StoreKey key, Set<StoreKey> removed) throws IOException {
    Path file = file(key);
    if (isHidden(key.text())) {
      return false;
    }
    boolean isClear = look.way(root, file) != PathLook.Kind.OTHER;
    for (Path each : isClear ? List.<Path>of() : PathLook.between(root, file)) {
      if (look.kind(each) == PathLook.Kind.OTHER && !isRemoved(each, removed)) {
        return false;
      }
    }
    for (Path each : in(file)) {
      boolean isDirectory = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS);
      if (isDirectory ? !StoreKey.isKey(name(each)) : !isRemoved(each, removed)) {
        return false;
      }
    }
    return true;
  }

  /** Directories in the place of an object's file, the deepest first. */
  List<StoreKey> directories(StoreKey key) throws IOException {
    return in(file(key)).reversed().stream()
        .filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
        .map(each -> new StoreKey(name(each)))
        .toList();
  }

  /** A directory with all that is in it; empty if the path is not a directory. */
  private List<Path> in(Path directory) throws IOException {
    if (look.kind(directory) != PathLook.Kind.DIRECTORY) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(directory)) {
      return found.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean isRemoved(Path file, Set<StoreKey> removed) {
    String name = name(file);
    return StoreKey.isKey(name) && removed.contains(new StoreKey(name));
  }

  private String name(Path file) {
    return root.relativize(file).toString();
  }

  /**
   * Makes a temporary file of the bytes of a body, which are not all forced to disk yet.
   *
   * @param threads force a part of them while the rest is being written
   */
  static UnforcedFile write(Journal journal, RootPath made, ObjectBody body, Executor threads)
      throws IOException {
    try (InputStream in = body.open()) {
      return journal.makeUnforced(made, in, body.size(), threads);
    }
  }

  /**
   * Refuses a link at a path or above it.
   *
   * @param found what is at the path, or the first on the way to it that is no directory: where
   *     that is absent there is no link
   */
  private void requireNoLink(PathLook.Kind found, @Nullable Path file) throws LinkException {
    if (found != PathLook.Kind.OTHER) {
      return;
    }
    for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        throw new LinkException(at);
      }
    }
  }

  /** Whether a key, or the first names of one, are of the hidden directory. */
  boolean isHidden(String text) {
    return hidden.isPresent() && RootPath.isWithin(text, hidden.get());
  }

  /** The way to a file; absent for one of the hidden directory. */
  private PathLook.Kind way(StoreKey key, Path file) {
    return isHidden(key.text()) ? PathLook.Kind.ABSENT : look.way(root, file);
  }

  private Path file(StoreKey key) {
    return root.resolve(key.text());
  }
}
