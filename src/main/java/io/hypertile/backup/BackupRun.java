package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.FileEntry;
import io.hypertile.journal.ChangedPaths;
import io.hypertile.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes one backup of a storage root beside the commits of its server. All files are copied first;
 * then those that commits have changed meanwhile, again and again, until they are few; then, while
 * commits wait, what has changed since. So the backup is what the storage was at that moment, all
 * of it. For one thread.
 */
final class BackupRun {
  /** Changed paths that are copied while commits wait, rather than before in one more round. */
  private static final int FEW = 256;

  private static final int MOST_ROUNDS = 8;

  private final Source source;
  private final Journal journal;
  private final Path root;
  private final Generation generation;
  private final Progress progress;
  private final FileCopies copies;
  private int lists;

  BackupRun(Source source, Generation generation, Progress progress) {
    this.source = source;
    this.journal = source.journal();
    this.root = journal.root();
    this.generation = generation;
    this.progress = progress;
    this.copies = new FileCopies(root, generation, progress);
  }

  /**
   * Makes the backup.
   *
   * @param earlier one whose unchanged files it shares
   */
  Manifest make(Optional<Generation> earlier) throws IOException {
    Instant[] moment = new Instant[1];
    Round[] last = new Round[1];
    try (ChangedPaths changed = journal.watch()) {
      copyAll(earlier);
      for (int round = 0; round < MOST_ROUNDS && changed.size() > FEW; round++) {
        merge(Round.of(source, copies, changed.take()));
      }
      long start = System.nanoTime();
      journal.pause(() -> {
        moment[0] = Instant.now();
        last[0] = Round.of(source, copies, changed.take());
      });
      progress.setPause(Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
    EntryWriter sums = merge(last[0]);
    Files.move(generation.list(lists), generation.list());
    String digest = new Digests().read(generation.list()).sha256();
    Manifest manifest =
        Manifest.of(moment[0], progress.pause(), sums.files(), sums.bytes(), digest)
            .of(source.store());
    generation.finish(manifest);
    return manifest;
  }

  private void copyAll(Optional<Generation> earlier) throws IOException {
    try (EarlierBackup before = EarlierBackup.of(earlier);
        EntryWriter list = new EntryWriter(generation.list(lists))) {
      RootWalk walk =
          new RootWalk(
              root,
              source.held(),
              (path, place, attributes) -> {
                Optional<FileEntry> file =
                    attributes.isRegularFile() ? before.find(path) : Optional.empty();
                list.add(
                    file.isPresent()
                        ? copyOrKeep(file.get(), place, before)
                        : copies.take(path, place, attributes));
              });
      walk.all();
    }
  }

  private FileEntry copyOrKeep(FileEntry file, Path place, EarlierBackup before)
      throws IOException {
    FileCopies.Seen seen = FileCopies.Seen.of(place);
    boolean isSame = seen.isOf(file) && before.isCertain(file);
    return isSame && copies.keep(file, before.generation())
        ? file
        : copies.copy(file.path(), place, seen);
  }

  private EntryWriter merge(Round round) throws IOException {
    Path from = generation.list(lists++);
    try (EntryReader before = EntryReader.of(from);
        EntryWriter after = new EntryWriter(generation.list(lists))) {
      round.merge(before, after);
      return after;
    } finally {
      Files.delete(from);
    }
  }
}
