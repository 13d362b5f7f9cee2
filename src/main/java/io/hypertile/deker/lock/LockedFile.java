package io.hypertile.deker.lock;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that processes lock to work with what it holds.
 *
 * @param path absolute path
 * @param kind form of its lock
 */
public record LockedFile(Path path, LockForm kind) {
  /** Forms of lock that programs take on a file. */
  public enum LockForm {
    /** An array: writers lock the file and wait for the markers of readers. */
    ARRAY,
    /** A tile: writers lock the file, and refuse while there are markers. */
    TILE,
    /** Any other file: locked while it is written. */
    DOCUMENT
  }

  boolean hasMarkers() {
    return kind != LockForm.DOCUMENT;
  }

  /** The directory that the file is in. */
  Path directory() {
    return Objects.requireNonNull(path.getParent());
  }

  /** The id in the file's name. */
  String id() {
    String name = name();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  String name() {
    return path.getFileName().toString();
  }
}
