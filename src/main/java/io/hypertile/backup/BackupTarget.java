package io.hypertile.backup;

import io.hypertile.error.FullStorage;
import io.hypertile.journal.Journal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A directory with the backups of one storage, one after the other.
 *
 * @param directory its place, made when it is not there
 * @param keep how many finished backups stay; 0 for all
 */
public record BackupTarget(Path directory, int keep) {
  /** Number of finished backups that stay where nothing else is said. */
  public static final String USUAL_KEEP = "7";

  /** A file that every target has. */
  static final String LOCK = "backup.lock";

  /**
   * A backup that was made.
   *
   * @param place its directory
   * @param moment at which the storage was so
   * @param files number of files in it
   * @param bytes of the files
   */
  public record Made(Path place, Instant moment, long files, long bytes) {}

  /**
   * Makes a backup of a storage, or of the store that the target has backups of; shares with the
   * backup before what has not changed. Unfinished ones are removed, and afterwards those that are
   * more than are kept.
   *
   * @throws BackupFault if the target is within the storage, or another backup into it is under way
   */
  public Made make(Journal journal, Progress progress) throws IOException {
    return make(journal, progress, earlier -> earlier.flatMap(Manifest::store));
  }

  /**
   * As {@link #make(Journal, Progress)}, of a known storage.
   *
   * @param store name of the store that is backed up; empty for the storage root
   * @throws BackupFault also if the target has backups of another one
   */
  public Made make(Journal journal, Optional<String> store, Progress progress) throws IOException {
    return make(
        journal,
        progress,
        earlier -> {
          if (earlier.isPresent() && !earlier.get().store().equals(store)) {
            throw new BackupFault(
                "The target " + directory + " has backups of another storage.",
                "The target has backups of "
                    + earlier.get().store().map(other -> "the store " + other).orElse("the storage")
                    + "; name another target.");
          }
          return store;
        });
  }

  /** Names the store of a backup by the one before it. */
  private interface Naming {
    Optional<String> name(Optional<Manifest> earlier) throws BackupFault;
  }

  private Made make(Journal journal, Progress progress, Naming naming) throws IOException {
    requireApart(journal.root());
    try (FileChannel channel = open();
        FileLock lock = lock(channel)) {
      if (!lock.isValid()) {
        throw new BackupFault("The lock of " + directory + " is lost.");
      }
      return makeAlone(Source.all(journal, naming.name(newestManifest())), progress);
    }
  }

  private Made makeAlone(Source source, Progress progress) throws IOException {
    for (Generation each : Generation.all(directory)) {
      if (!each.isFinished()) {
        each.delete();
      }
    }
    Optional<Generation> earlier = Generation.newest(directory);
    Generation generation = Generation.make(directory, Instant.now());
    boolean isMade = false;
    Manifest manifest;
    try {
      manifest = new BackupRun(source, generation, progress).make(earlier);
      isMade = true;
    } finally {
      if (!isMade) {
        generation.delete();
      }
    }
    removeOld();
    return new Made(generation.directory(), manifest.moment(), manifest.files(), manifest.bytes());
  }

  private FileChannel open() throws IOException {
    boolean isOther = Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
    if (isOther && !Files.isDirectory(directory)) {
      throw new BackupFault(
          directory + " is a file or a link to nothing; a target of backups is a directory.",
          "The target is a file or a link, not a directory; remove it, or name another target.");
    }
    try {
      Files.createDirectories(directory);
      return FileChannel.open(
          directory.resolve(LOCK),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (FullStorage.isCauseOf(e)) {
        throw e;
      }
      throw new BackupFault(
          "No backup can be put into " + directory + ": " + DiskWords.of(e) + ".",
          e instanceof AccessDeniedException
              ? "The directory of the target cannot be made or written: the server has no permission."
              : "The directory of the target cannot be made or written; see the log of the server.");
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      throw new BackupFault("Another backup into " + directory + " is under way.", e);
    }
    throw new BackupFault(
        "Another process makes a backup into " + directory + ".",
        "Another process makes a backup into the target; wait for its end.");
  }

  private void requireApart(Path root) throws IOException {
    Path real = DiskWords.real(directory);
    if (real.startsWith(root.toRealPath()) || root.toRealPath().startsWith(real)) {
      throw new BackupFault(
          "A backup of " + root + " cannot be kept in " + real + ": one lies within the other.",
          "The target and the storage lie one within the other; the operator has to give another"
              + " directory in hypertile.backup.directory.");
    }
  }

  private void removeOld() throws IOException {
    List<Generation> all = Generation.all(directory);
    for (int at = 0; keep > 0 && at < all.size() - keep; at++) {
      all.get(at).delete();
    }
  }

  /**
   * The moment of the newest finished and readable backup of a storage root; empty before the
   * first.
   */
  public Optional<Instant> newest() {
    return newestManifest().filter(found -> found.store().isEmpty()).map(Manifest::moment);
  }

  private Optional<Manifest> newestManifest() {
    try {
      Optional<Generation> newest = Generation.newest(directory);
      return newest.isEmpty()
          ? Optional.empty()
          : Optional.of(Manifest.read(newest.get().manifest()));
    } catch (IOException e) {
      System.getLogger(BackupTarget.class.getName())
          .log(System.Logger.Level.WARNING, "backups in {0} cannot be read: {1}", directory, e);
      return Optional.empty();
    }
  }
}
