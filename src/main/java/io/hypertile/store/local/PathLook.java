package io.hypertile.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
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

  /** The kind of a path. */
  Kind kind(Path path);

  /** Looks each time. */
  static Kind now(Path path) {
    try {
      @Nullable BasicFileAttributes found =
          path.getFileSystem()
              .provider()
              .readAttributesIfExists(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (found == null) {
        return Kind.ABSENT;
      }
      return found.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
    } catch (IOException e) {
      return Files.notExists(path, LinkOption.NOFOLLOW_LINKS) ? Kind.ABSENT : Kind.OTHER;
    }
  }

  /**
   * Looks once at each path, and not at all below what is no directory: for many paths while
   * nothing changes. For one thread.
   *
   * @param root where everything is below
   */
  static PathLook once(Path root) {
    return new PathLook() {
      private final Map<Path, Kind> known = new HashMap<>();

      @Override
      public Kind kind(Path path) {
        Kind found = known.get(path);
        if (found == null) {
          Path parent = path.getParent();
          boolean isBelow = parent != null && parent.startsWith(root) && !parent.equals(root);
          found =
              isBelow && parent != null && kind(parent) != Kind.DIRECTORY ? Kind.ABSENT : now(path);
          known.put(path, found);
        }
        return found;
      }
    };
  }
}
