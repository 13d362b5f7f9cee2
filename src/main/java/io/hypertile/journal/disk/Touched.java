package io.hypertile.journal.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Files and directories that were changed and are perhaps not on disk yet. Thread-safe. */
public final class Touched {
  /**
   * Number of files and directories from which on one wait for the whole disk costs less than a
   * wait for each.
   */
  private static final int MANY = 1_000;

  private final Set<Path> files = ConcurrentHashMap.newKeySet();
  private final Set<Path> directories = ConcurrentHashMap.newKeySet();

  /** Notes that bytes of the file were changed. */
  public void addFile(Path file) {
    files.add(file);
  }

  /** Notes that the name came, went or changed in its directory. */
  public void addName(Path path) {
    Path parent = path.getParent();
    if (parent != null) {
      directories.add(parent);
    }
  }

  /** Whether the file was changed. */
  public boolean hasFile(Path file) {
    return files.contains(file);
  }

  /** Whether a file below the directory was changed. */
  public boolean hasBelow(Path directory) {
    return files.stream().anyMatch(file -> file.startsWith(directory));
  }

  /** Forces everything to disk, except paths that are no longer there. */
  public void force(Disk disk) throws IOException {
    force(disk, new Touched());
  }

  /**
   * Forces everything to disk while later changes are being made. The directories above those
   * touched here are forced too, as far up as later changes touch them. A later change may have
   * removed a directory, and perhaps made it again. Until that is on disk, names removed from it
   * earlier can come back with it, and repeating the removal of empty directories would keep them.
   *
   * @param later what later changes touch; each notes a name before it removes it
   */
  public void force(Disk disk, Touched later) throws IOException {
    if (files.size() + directories.size() > MANY) {
      List<Path> all = new ArrayList<>(files);
      all.addAll(directories);
      if (disk.forceAll(all)) {
        return;
      }
    }
    for (Path file : inOrder(files)) {
      forceFile(disk, file);
    }
    List<Path> ordered = inOrder(directories);
    for (Path directory : ordered) {
      forceDirectory(disk, directory);
    }
    Set<Path> above = new HashSet<>();
    for (Path directory : ordered) {
      Path parent = directory.getParent();
      while (parent != null && later.directories.contains(parent)) {
        above.add(parent);
        parent = parent.getParent();
      }
    }
    for (Path directory : inOrder(above)) {
      forceDirectory(disk, directory);
    }
  }

  private static void forceDirectory(Disk disk, Path directory) throws IOException {
    try {
      disk.forceDirectory(directory);
    } catch (NoSuchFileException e) {
      return;
    } catch (FileSystemException e) {
      requireGone(directory, e);
    }
  }

  /** Paths by name, so that the same changes are forced in the same order again. */
  private static List<Path> inOrder(Set<Path> paths) {
    List<Path> sorted = new ArrayList<>(paths);
    sorted.sort(null);
    return sorted;
  }

  private static void forceFile(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.open(path, Disk.Access.READ)) {
      file.force(true);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      if (!Files.isSymbolicLink(path)) {
        requireGone(path, e);
      }
    }
  }

  /** A path below what is a file by now is not there any more. */
  private static void requireGone(Path path, IOException failure) throws IOException {
    if (!Files.notExists(path, LinkOption.NOFOLLOW_LINKS) && !isBelowAFile(path)) {
      throw failure;
    }
  }

  private static boolean isBelowAFile(Path path) {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }
}
