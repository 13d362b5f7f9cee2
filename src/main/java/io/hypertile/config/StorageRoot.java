package io.hypertile.config;

import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that the storage has a directory before it is opened. */
final class StorageRoot {
  /** The setting that names it. */
  static final String SETTING = "hypertile.storage.root";

  private static final String OTHER =
      "Give another directory in " + SETTING + "; it is made when it is not there";

  private StorageRoot() {}

  /**
   * Refuses a root that was given without a path, which would be the default one.
   *
   * @param value what the setting has; null where it is not given
   * @throws RefusedStartException if it is blank
   */
  static void requireGiven(@Nullable String value) {
    if (value != null && value.isBlank()) {
      throw new RefusedStartException(
          "The setting " + SETTING + " is empty.",
          "Give the directory of the storage, or leave the setting out for ./data.");
    }
  }

  /**
   * Makes the directory unless it is there.
   *
   * @throws RefusedStartException if it is no directory, cannot be made, or this user may not use
   *     it
   */
  static void prepare(Path given) {
    Path root = given.toAbsolutePath().normalize();
    for (Path part = root; part != null; part = part.getParent()) {
      if (Files.exists(part) && !Files.isDirectory(part)) {
        String what = Files.isRegularFile(part) ? "a file" : "a device or the like";
        throw unusable(part + " is " + what + ", not a directory", OTHER + ".");
      }
    }
    if (Files.isSymbolicLink(root) && !Files.exists(root)) {
      throw unusable(root + " is a link to something that is not there", OTHER + ".");
    }
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw unusable(
          root + " cannot be made: " + reason(e),
          "Give a place in " + SETTING + " where this user may make a directory.");
    }
    if (!Files.isReadable(root) || !Files.isWritable(root) || !Files.isExecutable(root)) {
      throw unusable(
          user() + " may not read and write " + root,
          "Give the directory to this user (chown), start the server as its owner, or give another"
              + " directory in "
              + SETTING
              + ".");
    }
  }

  /**
   * Refuses a root with collections of its own, for a server whose collections are in a store: it
   * would not show them.
   *
   * @throws RefusedStartException if the root has collections
   */
  static void requireWithout(Path root, List<CollectionName> collections) {
    if (!collections.isEmpty()) {
      throw unusable(
          root + " has collections, such as " + collections.getFirst() + ", which would be hidden",
          "Give an empty directory in "
              + SETTING
              + ", which keeps what can be made anew, or leave out hypertile.root.store.");
    }
  }

  /** The reason of a failure in the file system, in words that name no class. */
  static String reason(IOException failure) {
    String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return switch (failure) {
      case AccessDeniedException denied -> user() + " has no permission in " + place(denied);
      case NoSuchFileException missing -> "the file system takes no directory " + missing.getFile();
      default -> reason == null || reason.isBlank() ? "the system gives no reason" : reason;
    };
  }

  private static String place(AccessDeniedException denied) {
    Path file = Path.of(denied.getFile()).toAbsolutePath();
    Path parent = file.getParent();
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) || parent == null
        ? file.toString()
        : parent.toString();
  }

  private static String user() {
    return "the user " + System.getProperty("user.name");
  }

  private static RefusedStartException unusable(String reason, String advice) {
    return new RefusedStartException("The storage cannot be opened: " + reason + ".", advice);
  }
}
