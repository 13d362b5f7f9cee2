package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Host;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManyFilesTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000L, 123_456_000);

  @TempDir Path root;

  /** A disk of which some operation fails, counted from a moment on. */
  private static final class FailingDisk extends UnforcedDisk {
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    void before(String operation, Path path) throws IOException {
      if (left.decrementAndGet() < 0) {
        throw new IOException("the disk is gone");
      }
    }
  }

  private Journal open(UnforcedDisk disk) {
    return Journal.open(root, JournalSettings.standard(), Host.of(disk).helped(3));
  }

  /** Files of a tree, some of them in place of earlier ones. */
  private static Map<String, String> files(Random random, String text) {
    Map<String, String> files = new TreeMap<>();
    for (int n = 0; n < 500; n++) {
      String path =
          "data/x%d/y%d/z%d/f%d"
              .formatted(random.nextInt(5), random.nextInt(5), random.nextInt(5), n % 97);
      files.put(path, text + n);
    }
    return files;
  }

  private static Transaction transaction(
      Journal journal, Map<String, String> files, List<Staging> stagings) {
    Staging staging = journal.stage();
    stagings.add(staging);
    List<Change> changes = new ArrayList<>();
    files.forEach((path, text) -> {
      MemorySegment bytes = MemorySegment.ofArray(text.getBytes());
      long offset = staging.size();
      staging.append(bytes);
      boolean isStaged = changes.size() % 2 == 0;
      Payload payload = isStaged ? staging.payload(offset, bytes.byteSize()) : Payload.of(bytes);
      changes.add(new Change.PutFile(new RootPath(path), payload, TIME));
    });
    return new Transaction(changes);
  }

  private Map<String, String> found() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root.resolve("data"))) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        found.put(root.relativize(path).toString(), Files.readString(path));
        assertThat(Files.getLastModifiedTime(path).toInstant()).isEqualTo(TIME);
      }
    }
    return found;
  }

  @Test
  void filesThatSeveralThreadsPutAreThoseOfTheTransactions() throws IOException {
    Random random = TestSeed.random();
    Map<String, String> expected = new TreeMap<>();
    List<Staging> stagings = new ArrayList<>();
    try (Journal journal = open(new UnforcedDisk())) {
      for (int round = 0; round < 3; round++) {
        Map<String, String> files = files(random, "round " + round + " ");
        journal.commit(transaction(journal, files, stagings));
        expected.putAll(files);
        assertThat(found()).isEqualTo(expected);
      }
    } finally {
      stagings.forEach(Staging::close);
    }
  }

  @Test
  void theLastFileIsPutWhenTheOthersAreThere() throws IOException {
    List<Path> moved = Collections.synchronizedList(new ArrayList<>());
    UnforcedDisk disk =
        new UnforcedDisk() {
          @Override
          void before(String operation, Path path) {
            if (operation.equals("move") && path.startsWith(root.resolve("data"))) {
              moved.add(path);
            }
          }
        };
    List<Change> changes = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      RootPath path = RootPath.of("data", "x" + n % 9, "f" + n);
      changes.add(new Change.PutFile(path, Payload.of(new byte[1]), TIME));
    }
    RootPath head = RootPath.of("data", "head");
    changes.add(new Change.PutFile(head, Payload.of(new byte[1]), TIME));
    try (Journal journal = open(disk)) {
      journal.commit(new Transaction(changes));
    }
    assertThat(moved).hasSize(201).last().isEqualTo(head.resolve(root));
  }

  @Test
  void filesArePutWithoutHelpersWhereTheSystemHasNoMoreThreads() throws IOException {
    Random random = TestSeed.random(2);
    AtomicInteger refused = new AtomicInteger();
    ThreadFactory threads =
        work ->
            new Thread(work) {
              @Override
              public synchronized void start() {
                if (getName().contains("journal-files")) {
                  refused.incrementAndGet();
                  throw new OutOfMemoryError("no more threads");
                }
                super.start();
              }
            };
    AtomicInteger names = new AtomicInteger();
    Host host = new Host(new UnforcedDisk(), threads, () -> "name-" + names.incrementAndGet(), 3);
    List<Staging> stagings = new ArrayList<>();
    try (Journal journal = Journal.open(root, JournalSettings.standard(), host)) {
      Map<String, String> files = files(random, "alone ");
      journal.commit(transaction(journal, files, stagings));
      assertThat(found()).isEqualTo(files);
      assertThat(refused.get()).isEqualTo(3);
    } finally {
      stagings.forEach(Staging::close);
    }
  }

  @Test
  void filesThatWereNotPutWhenTheDiskFailedAreThereAfterTheNextStart() throws IOException {
    Random random = TestSeed.random(1);
    List<Staging> stagings = new ArrayList<>();
    FailingDisk disk = new FailingDisk();
    Map<String, String> expected = new TreeMap<>(files(random, "first "));
    Journal journal = open(disk);
    try {
      journal.commit(transaction(journal, expected, stagings));
      Map<String, String> files = files(random, "second ");
      Transaction second = transaction(journal, files, stagings);
      int operations = random.nextInt(1_000);
      ServiceException failure =
          catchThrowableOfType(
              ServiceException.class,
              () -> journal.commit(second, () -> disk.left.set(operations)));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      expected.putAll(files);
    } finally {
      stagings.forEach(Staging::close);
      disk.left.set(Integer.MAX_VALUE);
      journal.close();
    }
    open(new UnforcedDisk()).close();
    assertThat(found()).isEqualTo(expected);
  }
}
