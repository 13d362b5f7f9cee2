package io.hypertile.journal;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks before a transaction is logged that it can be applied, so that after that only a failing
 * disk is in its way.
 */
final class Preflight {
  /** Room left for directories, for the log and for what lies between here and there. */
  private static final long RESERVE = 4L << 20;

  private final Path root;

  /** State of each path after the changes checked so far. */
  private final Map<RootPath, PathState> kinds = new HashMap<>();

  /** Directories that are removed where they are empty. */
  private final Set<RootPath> emptied = new HashSet<>();

  private long bytes;

  private enum PathState {
    ABSENT,
    FILE,
    DIRECTORY,
    LINK
  }

  private Preflight(Path root) {
    this.root = root;
  }

  /**
   * Checks the changes against the files as they are.
   *
   * @throws ServiceException {@code not-found} if a file to move or to stamp is not there, {@code
   *     corrupt-data} if something of the wrong kind is in the place of a file, {@code
   *     storage-full}
   */
  static void check(Transaction transaction, Path root, Disk disk) throws IOException {
    Preflight preflight = new Preflight(root);
    for (Change change : transaction.changes()) {
      preflight.check(change);
    }
    if (preflight.bytes > 0 && disk.room(root) - RESERVE < preflight.bytes) {
      throw DiskFailures.full(null);
    }
  }

  private void check(Change change) throws IOException {
    RootPath path = change.path();
    switch (change) {
      case Change.WriteBytes write -> write(path, write.payload().size());
      case Change.WriteFill fill -> fill(fill);
      case Change.WriteBox box -> write(path, box.payload().size());
      case Change.SetLength ignored -> write(path, 0);
      case Change.Replace replace -> replace(replace);
      case Change.PutFile put -> {
        settle(path);
        require(path, EnumSet.of(PathState.ABSENT, PathState.FILE, PathState.LINK));
        kinds.put(path, PathState.FILE);
        bytes += put.payload().size();
      }
      case Change.Delete ignored -> {
        require(path, EnumSet.of(PathState.ABSENT, PathState.FILE, PathState.LINK));
        kinds.put(path, PathState.ABSENT);
      }
      case Change.Link ignored -> {
        require(path, EnumSet.of(PathState.ABSENT, PathState.FILE, PathState.LINK));
        kinds.put(path, PathState.LINK);
      }
      case Change.MakeDirectories ignored -> {
        if (!Files.isDirectory(path.resolve(root))) {
          require(path, EnumSet.of(PathState.ABSENT, PathState.DIRECTORY));
        }
        kinds.put(path, PathState.DIRECTORY);
      }
      case Change.DeleteTree ignored ->
          require(path, EnumSet.of(PathState.ABSENT, PathState.DIRECTORY, PathState.LINK));
      case Change.RemoveEmptyDirectories ignored -> emptied.add(path);
      case Change.Touch ignored -> {
        requireThere(path);
        require(path, EnumSet.of(PathState.FILE, PathState.DIRECTORY));
      }
    }
  }

  private void write(RootPath path, long size) throws IOException {
    require(path, EnumSet.of(PathState.ABSENT, PathState.FILE));
    kinds.put(path, PathState.FILE);
    bytes += size;
  }

  private void fill(Change.WriteFill fill) throws IOException {
    boolean there = kind(fill.path()) == PathState.FILE && !kinds.containsKey(fill.path());
    long size = there ? Files.size(fill.path().resolve(root)) : 0;
    boolean hole = true;
    for (byte value : fill.pattern()) {
      hole &= value == 0;
    }
    long added = fill.position() + fill.length() - Math.max(size, fill.position());
    write(fill.path(), hole ? 0 : Math.max(0, added));
  }

  private void replace(Change.Replace replace) throws IOException {
    requireThere(replace.from());
    PathState moved = kind(replace.from());
    settle(replace.path());
    require(
        replace.path(),
        moved == PathState.DIRECTORY
            ? EnumSet.of(PathState.ABSENT)
            : EnumSet.of(PathState.ABSENT, PathState.FILE, PathState.LINK));
    kinds.put(replace.from(), PathState.ABSENT);
    kinds.put(replace.path(), moved);
  }

  /**
   * Notes that a directory is gone, if the changes so far remove all that is in it, and then each
   * directory by itself.
   */
  private void settle(RootPath path) throws IOException {
    if (!emptied.contains(path) || kind(path) != PathState.DIRECTORY) {
      return;
    }
    try (Stream<Path> found = Files.walk(path.resolve(root))) {
      if (found.allMatch(this::isGone)) {
        kinds.put(path, PathState.ABSENT);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean isGone(Path file) {
    RootPath path = RootPath.of(root.relativize(file).toString());
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
        ? emptied.contains(path)
        : kinds.get(path) == PathState.ABSENT;
  }

  private void requireThere(RootPath path) throws IOException {
    if (kind(path) == PathState.ABSENT) {
      throw new ServiceException(
          ErrorCode.NOT_FOUND, "A file of the change is not there; read again what there is.");
    }
  }

  private void require(RootPath path, Set<PathState> allowed) throws IOException {
    PathState found = kind(path);
    if (!allowed.contains(found)) {
      throw new CorruptDataException(
          path.text(), "file", -1, "is of the kind " + found + " where " + allowed + " fit", null);
    }
  }

  private PathState kind(RootPath path) throws IOException {
    PathState known = kinds.get(path);
    if (known != null) {
      return known;
    }
    Path file = path.resolve(root);
    BasicFileAttributes found = attributes(path, file);
    if (found == null) {
      return PathState.ABSENT;
    }
    return found.isSymbolicLink()
        ? PathState.LINK
        : found.isDirectory() ? PathState.DIRECTORY : PathState.FILE;
  }

  /** Attributes of a file as it is now; null if it does not exist, as below a removed file. */
  private @Nullable BasicFileAttributes attributes(RootPath path, Path file) throws IOException {
    try {
      return file.getFileSystem()
          .provider()
          .readAttributesIfExists(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      for (Optional<RootPath> at = path.parent(); at.isPresent(); at = at.get().parent()) {
        if (kinds.get(at.get()) == PathState.ABSENT) {
          return null;
        }
      }
      throw e;
    }
  }
}
