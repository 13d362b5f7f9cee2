package io.hypertile.journal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The operations of a file system that change something. Thread-safe. */
public interface Disk {
  /** Mode in which a file is opened; a symbolic link as the last name is never followed. */
  enum Access {
    /** Open for reading, a directory too. */
    READ,
    /** Open for reading and writing a file that is there. */
    UPDATE,
    /** Open for reading and writing, made when it is not there. */
    CREATE
  }

  DiskFile open(Path path, Access access) throws IOException;

  /** Renames, over a file or link that may be at the target. */
  void move(Path from, Path to) throws IOException;

  /** Removes a file, a link or an empty directory; false when there was none. */
  boolean delete(Path path) throws IOException;

  void link(Path link, String target) throws IOException;

  void makeDirectory(Path directory) throws IOException;

  void touch(Path path, Instant modified) throws IOException;

  /** Makes the names in a directory durable. */
  default void forceDirectory(Path directory) throws IOException {
    try (DiskFile file = open(directory, Access.READ)) {
      file.force(true);
    }
  }

  /**
   * Makes everything durable that was changed in the files and directories, in fewer waits than one
   * for each.
   *
   * @return false if they must be forced one by one, and nothing is promised
   */
  default boolean forceAll(List<Path> paths) throws IOException {
    return false;
  }

  /** Bytes that the file system has room for; always asked for the storage root. */
  long room(Path path) throws IOException;
}
