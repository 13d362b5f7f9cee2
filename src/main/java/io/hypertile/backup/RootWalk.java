package io.hypertile.backup;

import io.hypertile.journal.StorageFormat;
import io.hypertile.journal.change.RootPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Everything below a storage root that a backup holds, in the order of {@link BackupEntry#ORDER}.
 * What vanishes under the walk is passed over. Of the server's own directory only the document of
 * the format is kept; what else is there is made again, or is of the moment.
 */
final class RootWalk {
  private static final String PRIVATE = ".hypertile";

  /** Names below the server's own directory that mean nothing beside the process that made them. */
  private static final Set<String> PASSING =
      Set.of("journal", "catalog", "tmp", "trash", "spool", "owner.lock", "sharing.pid");

  private static final Set<String> OF_THE_FILE_SYSTEM = Set.of("lost+found");

  private final Path root;
  private final Predicate<String> held;
  private final Visitor visitor;

  /** Receives what is found. */
  @FunctionalInterface
  interface Visitor {
    /** Takes a path; what it throws as {@link NoSuchFileException} is a file that has vanished. */
    void visit(String path, Path place, BasicFileAttributes attributes) throws IOException;
  }

  /**
   * A walk.
   *
   * @param held whether a path is visited, and what is below it
   */
  RootWalk(Path root, Predicate<String> held, Visitor visitor) {
    this.root = root;
    this.held = held;
    this.visitor = visitor;
  }

  /** Walks all of the root. */
  void all() throws IOException {
    below("", root);
  }

  /** Walks a path and what is below it, if it is there. */
  void tree(String path) throws IOException {
    one(path, root.resolve(path), true);
  }

  /** Visits a path alone, if it is there. */
  void itself(String path) throws IOException {
    one(path, root.resolve(path), false);
  }

  /** Whether a backup holds a path. */
  static boolean isHeld(String path) {
    if (!RootPath.isWithin(path, PRIVATE)) {
      return !OF_THE_FILE_SYSTEM.contains(path);
    }
    if (path.equals(PRIVATE) || path.equals(StorageFormat.PATH.text())) {
      return true;
    }
    int end = path.indexOf('/', PRIVATE.length() + 1);
    String name = path.substring(PRIVATE.length() + 1, end < 0 ? path.length() : end);
    return !PASSING.contains(name);
  }

  private void one(String path, Path place, boolean isDeep) throws IOException {
    if (!held.test(path)) {
      return;
    }
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      visitor.visit(path, place, attributes);
    } catch (NoSuchFileException e) {
      return;
    } catch (FileSystemException e) {
      if (hasVanished(place)) {
        return;
      }
      throw e;
    }
    if (isDeep && attributes.isDirectory()) {
      below(path + "/", place);
    }
  }

  /** A directory above that became a file is reported in other words than a missing one. */
  private static boolean hasVanished(Path place) {
    return !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  private void below(String prefix, Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    for (String name : names) {
      one(prefix + name, directory.resolve(name), true);
    }
  }
}
