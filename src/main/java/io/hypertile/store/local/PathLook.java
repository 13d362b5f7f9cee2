package io.hypertile.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what is at paths below a directory; links are not followed. */
interface PathLook {
  /** Kinds of paths. */
  enum Kind {
    DIRECTORY,
    /** A file, a link or something else. */
    OTHER,
    ABSENT
  }

  /**
   * Outcome of a look at a path.
   *
   * @param file the state of a regular file; empty for everything else
   */
  record Found(Kind kind, Optional<FileState> file) {
    private static final Found DIRECTORY = new Found(Kind.DIRECTORY, Optional.empty());
    private static final Found OTHER = new Found(Kind.OTHER, Optional.empty());
    private static final Found ABSENT = new Found(Kind.ABSENT, Optional.empty());
  }

  /**
   * Looks at a path.
   *
   * @throws IOException if the file system does not tell what is there
   */
  Found at(Path path) throws IOException;

  /** The kind of a path; something else where the file system does not tell. */
  default Kind kind(Path path) {
    try {
      return at(path).kind();
    } catch (IOException e) {
      return Kind.OTHER;
    }
  }

  /**
   * The way to a file: directories if all on it are directories, else the kind of the first of
   * them, from above, that is no directory. Nothing is below one that is absent, so that no link is
   * on such a way either.
   *
   * @param root where the way begins; is not looked at
   */
  default Kind way(Path root, Path file) {
    for (Path each : between(root, file).reversed()) {
      Kind kind = kind(each);
      if (kind != Kind.DIRECTORY) {
        return kind;
      }
    }
    return Kind.DIRECTORY;
  }

  /** Paths between a root and a file, without both, that of the file's directory first. */
  static List<Path> between(Path root, Path file) {
    List<Path> way = new ArrayList<>();
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      way.add(at);
    }
    return way;
  }

  /** Looks each time. */
  static Found now(Path path) throws IOException {
    @Nullable BasicFileAttributes found;
    try {
      found =
          path.getFileSystem()
              .provider()
              .readAttributesIfExists(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      // "a/b" where "a" is a file: there is nothing.
      if (isBelowAFile(path)) {
        return Found.ABSENT;
      }
      throw e;
    }
    if (found == null) {
      return Found.ABSENT;
    }
    return found.isRegularFile()
        ? new Found(Kind.OTHER, Optional.of(FileState.of(found)))
        : found.isDirectory() ? Found.DIRECTORY : Found.OTHER;
  }

  private static boolean isBelowAFile(Path path) {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        return !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return false;
  }

  /**
   * Looks once at each path, and not at all below what is no directory: for many paths while
   * nothing changes. For one thread.
   *
   * @param root where everything is below
   */
  static PathLook once(Path root) {
    Map<Path, Found> known = new HashMap<>();
    Map<Path, Kind> ways = new HashMap<>();
    return new PathLook() {
      @Override
      public Kind way(Path from, Path file) {
        Path directory = file.getParent();
        if (directory == null || directory.equals(from)) {
          return Kind.DIRECTORY;
        }
        Kind found = ways.get(directory);
        if (found == null) {
          Kind above = way(from, directory);
          found = above == Kind.DIRECTORY ? kind(directory) : above;
          ways.put(directory, found);
        }
        return found;
      }

      @Override
      public Found at(Path path) throws IOException {
        Found found = known.get(path);
        if (found == null) {
          Path parent = path.getParent();
          boolean isBelow = parent != null && parent.startsWith(root) && !parent.equals(root);
          found =
              isBelow && parent != null && kind(parent) != Kind.DIRECTORY
                  ? Found.ABSENT
                  : now(path);
          known.put(path, found);
        }
        return found;
      }
    };
  }
}
