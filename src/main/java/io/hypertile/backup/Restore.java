package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.DirectoryEntry;
import io.hypertile.backup.BackupEntry.FileEntry;
import io.hypertile.backup.BackupEntry.LinkEntry;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.StorageFormat;
import io.hypertile.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A finished backup, checked and put into an empty directory. Every digest is compared before
 * anything is made, and again while files are copied.
 */
public final class Restore {
  private static final String FORMAT = StorageFormat.PATH.text();

  private final Generation generation;
  private final Manifest manifest;
  private final Digests digests = new Digests();

  private Restore(Generation generation, Manifest manifest) {
    this.generation = generation;
    this.manifest = manifest;
  }

  /**
   * Figures of a backup that is whole.
   *
   * @param extra what lies in its directory and is in no list; no part of it, and never restored
   */
  public record Checked(Path place, Instant moment, long files, long bytes, ExtraFiles extra) {}

  /**
   * Opens a backup.
   *
   * @param place directory of a backup, or of a target, whose newest finished one is taken
   * @throws BackupFault if the backup is missing, unfinished, damaged, or of a newer version
   */
  public static Restore open(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      throw new BackupFault("There is no backup in " + place + ": it is no directory.");
    }
    Generation given = new Generation(place);
    Optional<Generation> newest = Generation.newest(place);
    if (newest.isEmpty() && !Generation.all(place).isEmpty()) {
      throw new BackupFault("No backup in " + place + " is finished.");
    }
    Generation generation = newest.orElse(given);
    return new Restore(generation, Manifest.read(generation.manifest()));
  }

  /**
   * Compares everything with the digests.
   *
   * @throws BackupFault naming the first file that is missing or damaged
   */
  public Checked check() throws IOException {
    Path list = generation.list();
    requireFile(list);
    if (!digests.read(list).sha256().equals(manifest.list())) {
      throw damaged(list, "its digest is not that of the manifest");
    }
    try (EntryReader entries = EntryReader.whole(list)) {
      for (BackupEntry entry = entries.peek(); entry != null; entry = entries.peek()) {
        if (entry instanceof FileEntry file) {
          check(file);
          requireKnown(file);
        }
        entries.advance();
      }
    }
    return new Checked(
        generation.directory(),
        manifest.moment(),
        manifest.files(),
        manifest.bytes(),
        ExtraFiles.of(generation));
  }

  private void check(FileEntry file) throws IOException {
    Path copy = generation.file(file.path());
    requireFile(copy);
    if (Files.size(copy) != file.bytes()) {
      throw damaged(copy, "it has " + Files.size(copy) + " bytes, not " + file.bytes());
    }
    require(file, copy, digests.read(copy));
  }

  /** Refuses a storage of a newer version, which this server could not serve. */
  private void requireKnown(FileEntry file) throws IOException {
    if (!file.path().equals(FORMAT)) {
      return;
    }
    try {
      Optional<StorageFormat> found = StorageFormat.of(generation.files());
      if (found.isPresent() && found.get().number() > StorageFormat.NEWEST) {
        String release = found.get().release();
        throw new BackupFault(
            "The backup "
                + generation.directory()
                + " holds a storage of format "
                + found.get().number()
                + ", written by Hypertile "
                + release
                + "; this is Hypertile "
                + Release.version()
                + ", which reads formats up to "
                + StorageFormat.NEWEST
                + ". Restore it with Hypertile "
                + release
                + " or a newer one.");
      }
    } catch (ServiceException e) {
      throw new BackupFault(
          "The backup " + generation.directory() + " cannot be used: " + e.detail(), e);
    }
  }

  private void requireFile(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw damaged(file, "it is not there");
    }
  }

  private void require(FileEntry file, Path copy, Digests.Sum sum) throws IOException {
    if (!sum.sha256().equals(file.sha256())) {
      throw damaged(copy, "its digest is not that of the list");
    }
  }

  private BackupFault damaged(Path file, String reason) {
    return new BackupFault(
        "The backup " + generation.directory() + " is damaged at " + file + ": " + reason + ".");
  }

  /**
   * Checks the backup and puts it into a directory that is empty or not there. Until the end a
   * document keeps servers away from it.
   *
   * @throws BackupFault if the backup is damaged or the directory has something in it; then nothing
   *     is changed
   */
  public Checked into(Path given) throws IOException {
    requireEmpty(given);
    requireApart(given);
    Checked checked = check();
    try {
      fill(given);
    } catch (BackupFault e) {
      throw e;
    } catch (IOException e) {
      throw new BackupFault(
          "The restore into "
              + given
              + " did not end: "
              + DiskWords.of(e)
              + ". Mend that, empty the directory and run it again.",
          e);
    }
    return checked;
  }

  private void fill(Path given) throws IOException {
    Files.createDirectories(given);
    Path root = given.toRealPath();
    Path format = root.resolve(FORMAT);
    Files.createDirectories(format.getParent());
    Files.writeString(format, StorageFormat.unfinished());
    Durable.force(format);
    FileEntry last = null;
    try (EntryReader entries = EntryReader.whole(generation.list())) {
      for (BackupEntry entry = entries.peek(); entry != null; entry = entries.peek()) {
        if (entry.path().equals(FORMAT) && entry instanceof FileEntry document) {
          last = document;
        } else {
          put(entry, root);
        }
        entries.advance();
      }
    }
    finish(root, format, last);
  }

  private void finish(Path root, Path format, @Nullable FileEntry document) throws IOException {
    Durable.forceTree(root);
    if (document == null) {
      // A storage of a time before there was such a document.
      Files.delete(format);
      Durable.force(format.resolveSibling("."));
      return;
    }
    Path made = format.resolveSibling("format.new");
    copy(document, made);
    Durable.publish(made, format);
  }

  private void put(BackupEntry entry, Path root) throws IOException {
    Path place = root.resolve(entry.path());
    switch (entry) {
      case DirectoryEntry ignored -> Files.createDirectories(place);
      case LinkEntry link -> {
        Files.createDirectories(place.getParent());
        Path target = Path.of(link.target());
        Files.createSymbolicLink(place, link.isBelowRoot() ? root.resolve(target) : target);
      }
      case FileEntry file -> {
        Files.createDirectories(place.getParent());
        copy(file, place);
      }
    }
  }

  private void copy(FileEntry file, Path place) throws IOException {
    Path copy = generation.file(file.path());
    require(file, copy, digests.copy(copy, place));
    Files.setLastModifiedTime(place, FileTime.from(file.modified()));
  }

  /** A target removes what it does not know, and is not to be written into. */
  private void requireApart(Path root) throws IOException {
    Path backup = generation.directory().toRealPath();
    Path target = backup.getParent();
    boolean isOfTarget =
        target != null
            && Files.exists(target.resolve(BackupTarget.LOCK), LinkOption.NOFOLLOW_LINKS);
    Path outer = isOfTarget && target != null ? target : backup;
    if (DiskWords.real(root).startsWith(outer)) {
      throw new BackupFault(
          root + " lies in " + outer + ", where backups are. Restore into a directory elsewhere.");
    }
  }

  private static void requireEmpty(Path root) throws IOException {
    if (!Files.exists(root)) {
      if (Files.isSymbolicLink(root)) {
        throw new BackupFault(
            root
                + " is a link to something that is not there. Make the directory that it leads to, or"
                + " restore into another one.");
      }
      return;
    }
    if (!Files.isDirectory(root)) {
      throw new BackupFault(root + " is no directory.");
    }
    try (Stream<Path> entries = Files.list(root)) {
      Optional<Path> found =
          entries.filter(entry -> RootWalk.isHeld(String.valueOf(entry.getFileName()))).findFirst();
      if (found.isPresent()) {
        throw new BackupFault(
            root
                + " is not empty: "
                + found.get().getFileName()
                + " is in it. Restore into an empty directory.");
      }
    }
  }
}
