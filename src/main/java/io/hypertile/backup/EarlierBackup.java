package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.FileEntry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The backup before the one that is made, whose files the new one shares where they have not
 * changed. Where it is damaged it counts as having no files, so that these are copied again. For
 * one thread.
 */
final class EarlierBackup implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EarlierBackup.class.getName());

  /** A file whose time of change is so near to the moment of a backup may have changed after it. */
  private static final Duration GRANULARITY = Duration.ofSeconds(2);

  private final Generation generation;
  private final Instant moment;

  /** Null where there is no entry left that can be trusted. */
  private @Nullable EntryReader entries;

  private EarlierBackup(Generation generation, Instant moment, @Nullable EntryReader entries) {
    this.generation = generation;
    this.moment = moment;
    this.entries = entries;
  }

  /** Opens a backup. A missing or damaged one counts as a backup without files. */
  static EarlierBackup of(Optional<Generation> earlier) {
    if (earlier.isPresent()) {
      Generation generation = earlier.get();
      try {
        Manifest manifest = Manifest.read(generation.manifest());
        if (new Digests().read(generation.list()).sha256().equals(manifest.list())) {
          EntryReader entries = EntryReader.whole(generation.list());
          return new EarlierBackup(generation, manifest.moment(), entries);
        }
        warn(generation, "its list of files is not the one that it was finished with");
      } catch (IOException e) {
        warn(generation, e.toString());
      }
    }
    return new EarlierBackup(new Generation(Path.of("")), Instant.MIN, null);
  }

  private static void warn(Generation generation, String reason) {
    LOG.log(
        Level.WARNING,
        "Files of the earlier backup {0} are copied again: {1}",
        generation.directory(),
        reason);
  }

  /** The backup itself, if it has files. */
  Generation generation() {
    return generation;
  }

  /**
   * The file of a path.
   *
   * @param path behind the one that was asked for before, in the order of entries
   */
  Optional<FileEntry> find(String path) throws IOException {
    if (entries == null) {
      return Optional.empty();
    }
    try {
      return entries.find(path) instanceof FileEntry file ? Optional.of(file) : Optional.empty();
    } catch (BackupFault e) {
      warn(generation, e.toString());
      close();
      return Optional.empty();
    }
  }

  /** Whether a file that looks as it did then must be the same. */
  boolean isCertain(FileEntry file) {
    return file.stamp().changed().plus(GRANULARITY).isBefore(moment);
  }

  @Override
  public void close() throws IOException {
    if (entries != null) {
      entries.close();
      entries = null;
    }
  }
}
