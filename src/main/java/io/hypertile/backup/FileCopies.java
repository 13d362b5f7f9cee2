package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.DirectoryEntry;
import io.hypertile.backup.BackupEntry.FileEntry;
import io.hypertile.backup.BackupEntry.LinkEntry;
import io.hypertile.backup.BackupEntry.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes what is at paths of a storage into a backup. For one thread. */
final class FileCopies {
  /** Nanoseconds to which file systems keep times. */
  private static final List<Integer> STEPS = List.of(1, 100, 1_000, 1_000_000, 1_000_000_000);

  private final Path root;
  private final Generation generation;
  private final Progress progress;
  private final Digests digests = new Digests();

  FileCopies(Path root, Generation generation, Progress progress) {
    this.root = root;
    this.generation = generation;
    this.progress = progress;
  }

  /** State of a file in the storage before it was read. */
  record Seen(long bytes, Instant modified, Stamp stamp) {
    static Seen of(Path place) throws IOException {
      Map<String, Object> found =
          Files.readAttributes(
              place, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
      return new Seen(
          number(found, "size"),
          time(found, "lastModifiedTime"),
          new Stamp(time(found, "ctime"), number(found, "ino")));
    }

    private static long number(Map<String, Object> found, String name) {
      return found.get(name) instanceof Number number ? number.longValue() : -1;
    }

    private static Instant time(Map<String, Object> found, String name) {
      return found.get(name) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    boolean isOf(FileEntry entry) {
      return bytes == entry.bytes()
          && modified.equals(entry.modified())
          && stamp.equals(entry.stamp());
    }
  }

  /**
   * Copies a file, or notes a link or directory.
   *
   * @throws NoSuchFileException if it has vanished
   */
  BackupEntry take(String path, Path place, BasicFileAttributes attributes) throws IOException {
    if (attributes.isDirectory()) {
      return new DirectoryEntry(path);
    }
    if (attributes.isSymbolicLink()) {
      return link(path, place);
    }
    if (!attributes.isRegularFile()) {
      throw new BackupFault(
          place + " is no file, link or directory; remove it and try again.",
          "In the storage, " + path + " is no file, link or directory; remove it and try again.");
    }
    return copy(path, place, Seen.of(place));
  }

  /** Commits through a link to a directory would be told by other paths than those of the walk. */
  private LinkEntry link(String path, Path place) throws IOException {
    Path target = Files.readSymbolicLink(place);
    boolean isDirectory = Files.isDirectory(place);
    Optional<LinkEntry> entry = LinkTargets.entry(root, path, target);
    if (entry.isPresent() && !isDirectory) {
      return entry.get();
    }
    String what =
        (isDirectory ? " is a link to a directory" : " is a link out of the storage")
            + ", whose files a backup would not hold. ";
    String advice =
        isDirectory
            ? "Put a bind mount in its place, or move the whole root to that disk."
            : "Remove the link, or put in its place what it leads to.";
    throw new BackupFault(
        place + what.replace(",", " (" + target + "),") + advice,
        "In the storage, " + path + what + advice);
  }

  FileEntry copy(String path, Path place, Seen seen) throws IOException {
    Path copy = generation.file(path);
    Files.createDirectories(copy.getParent());
    Digests.Sum sum;
    try {
      sum = digests.copy(place, copy);
    } catch (NoSuchFileException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
    Files.setLastModifiedTime(copy, FileTime.from(seen.modified));
    progress.addCopied(sum.bytes());
    return new FileEntry(path, sum.bytes(), seen.modified, seen.stamp, sum.sha256());
  }

  /**
   * Whether a copy looks as when it was made. The time may have been cut by the file system of the
   * backups.
   */
  private static boolean isIntact(Path copy, FileEntry known) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(copy, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Instant time = found.lastModifiedTime().toInstant();
    Instant due = known.modified();
    boolean isTime =
        STEPS.stream().anyMatch(step -> time.equals(due.minusNanos(due.getNano() % step)));
    return found.isRegularFile() && found.size() == known.bytes() && isTime;
  }

  /**
   * Gives the copy of an earlier backup a second name in this one. Returns whether it could; a copy
   * that was changed since is not kept.
   */
  boolean keep(FileEntry known, Generation earlier) throws IOException {
    Path copy = generation.file(known.path());
    Path there = earlier.file(known.path());
    Files.createDirectories(copy.getParent());
    try {
      if (!isIntact(there, known)) {
        return false;
      }
      Files.createLink(copy, there);
    } catch (IOException | UnsupportedOperationException e) {
      // Too many names of one file, a file system without them, a copy that is gone.
      return false;
    }
    progress.addKept();
    return true;
  }

  /** Forgets the copy of a path and of all below it. */
  void remove(String path) throws IOException {
    Generation.deleteTree(generation.file(path));
  }

  /** Sees to it that a directory may be made where a file was copied from before. */
  void removeFile(String path) throws IOException {
    Path copy = generation.file(path);
    if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(copy);
    }
  }
}
