package io.hypertile.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups beside writers that change files in place, put, move and remove them. Each writer counts:
 * a commit writes its number into all that it changes. A follower notes the number that a writer
 * before it had reached, so that a backup of two moments would show.
 */
class BackupUnderLoadTest {
  private static final int WRITERS = 4;
  private static final int BACKUPS = 5;
  private static final int CELLS = 300_000;

  @TempDir Path directory;

  /** One who counts in a directory of its own. */
  private static final class Writer {
    private final Journal journal;
    private final RootPath place;
    private final AtomicLong done = new AtomicLong();
    private final Random random;

    Writer(Journal journal, int number, Random random) {
      this.journal = journal;
      this.place = new RootPath("collections/w" + number);
      this.random = random;
    }

    /** Eight digits, so that every number takes the same room. */
    private static Payload text(long number, int times) {
      return Payload.of("%08d".formatted(number).repeat(times).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the commit of the next number. */
    void step(long seen) throws IOException {
      long next = done.get() + 1;
      List<Change> changes = new ArrayList<>();
      changes.add(new Change.WriteBytes(place.child("head"), 0, text(next, 1)));
      changes.add(new Change.WriteFill(place.child("cells"), 0, 8L * CELLS / 10, fill(next)));
      changes.add(new Change.PutFile(place.child("document"), text(next, 1), Instant.now()));
      changes.add(new Change.PutFile(place.child("seen"), text(seen, 1), Instant.now()));
      changes.add(
          new Change.PutFile(place.child("new/n" + next + "/x"), text(next, 1), Instant.now()));
      changes.add(new Change.Link(place.child("links/" + next), "../head"));
      if (next > 1) {
        changes.add(new Change.Delete(place.child("links/" + (next - 1))));
        changes.add(new Change.DeleteTree(place.child("new/n" + (next - 1))));
      }
      if (random.nextInt(3) == 0) {
        changes.add(moved(next));
      } else {
        changes.add(new Change.DeleteTree(place.child("moved")));
      }
      journal.commit(new Transaction(changes));
      done.set(next);
    }

    private static byte[] fill(long number) {
      return "%08d".formatted(number).getBytes(StandardCharsets.UTF_8);
    }

    private Change moved(long number) throws IOException {
      RootPath from = journal.temporary(".part");
      Path made = from.resolve(journal.root());
      Files.createDirectories(made);
      Files.writeString(made.resolve("part"), "%08d".formatted(number));
      journal.commit(Transaction.of(new Change.DeleteTree(place.child("moved"))));
      return new Change.Replace(from, place.child("moved"));
    }
  }

  @Test
  void everyBackupIsOfOneMoment() throws Exception {
    Path root = directory.resolve("root");
    Path target = directory.resolve("backups");
    try (Journal journal = Journal.open(root, JournalSettings.standard());
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Writer> writers = new ArrayList<>();
      for (int number = 0; number < WRITERS; number++) {
        writers.add(new Writer(journal, number, TestSeed.random(number)));
        writers.getLast().step(0);
      }
      AtomicLong isEnded = new AtomicLong();
      List<Future<?>> running = new ArrayList<>();
      for (int number = 0; number < WRITERS; number++) {
        Writer writer = writers.get(number);
        Writer before = writers.get((number + WRITERS - 1) % WRITERS);
        running.add(
            threads.submit(() -> {
              while (isEnded.get() == 0) {
                writer.step(before.done.get());
              }
              return null;
            }));
      }
      try {
        for (int round = 0; round < BACKUPS; round++) {
          long[] least = writers.stream().mapToLong(writer -> writer.done.get()).toArray();
          BackupTarget.Made made = new BackupTarget(target, 0).make(journal, new Progress());
          Path restored = directory.resolve("restored" + round);
          Restore.open(made.place()).into(restored);
          check(restored, least);
        }
      } finally {
        isEnded.set(1);
      }
      for (Future<?> each : running) {
        each.get();
      }
      BackupTarget.Made last = new BackupTarget(target, 0).make(journal, new Progress());
      Path restored = directory.resolve("last");
      Restore.open(last.place()).into(restored);
      assertThat(BackupTest.content(restored)).isEqualTo(BackupTest.content(root));
    }
  }

  private static void check(Path restored, long[] least) throws IOException {
    long[] counts = new long[WRITERS];
    for (int number = 0; number < WRITERS; number++) {
      Path place = restored.resolve("collections/w" + number);
      String count = Files.readString(place.resolve("head"));
      counts[number] = Long.parseLong(count);
      assertThat(counts[number]).isGreaterThanOrEqualTo(least[number]);
      assertThat(Files.readString(place.resolve("cells"))).isEqualTo(count.repeat(CELLS / 10));
      assertThat(place.resolve("document")).hasContent(count);
      long value = counts[number];
      assertThat(names(place.resolve("new"))).containsExactly("n" + value);
      assertThat(place.resolve("new/n" + value + "/x")).hasContent(count);
      assertThat(names(place.resolve("links"))).containsExactly(Long.toString(value));
      assertThat(Files.exists(place.resolve("links/" + value), LinkOption.NOFOLLOW_LINKS)).isTrue();
      if (Files.exists(place.resolve("moved"))) {
        assertThat(place.resolve("moved/part")).hasContent(count);
      }
    }
    for (int number = 0; number < WRITERS; number++) {
      Path seen = restored.resolve("collections/w" + number + "/seen");
      assertThat(counts[(number + WRITERS - 1) % WRITERS])
          .as("what writer %d has seen was committed before", number)
          .isGreaterThanOrEqualTo(Long.parseLong(Files.readString(seen)));
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
