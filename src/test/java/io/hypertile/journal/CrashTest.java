package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.journal.Change.BoxTarget;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Power losses at every moment of random histories: what was acknowledged is there, whole. */
@StorageDirectories.InMemory
class CrashTest {
  /** The losses are played: what was forced is known to {@link CrashDisk}, not to the system. */
  @TempDir(factory = StorageDirectories.class)
  Path directory;

  /** A thread's transactions, each with its state after it and the moments around its commit. */
  private static final class Worker {
    final String name;
    final Random random;
    final List<FileTree> states = new ArrayList<>();
    final List<Integer> starts = new ArrayList<>();
    final List<Integer> ends = new ArrayList<>();
    @Nullable Throwable failure;

    Worker(String name, long seed) {
      this.name = name;
      this.random = new Random(seed);
      states.add(new FileTree());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 30, 1000000, false",
    "1, 30, 20000, false",
    "3, 10, 30000, false",
    "2, 12, 4096, false",
    "1, 20, 20000, true",
    "2, 10, 20000, true"
  })
  void replayAfterPowerLossRestoresWhatWasAcknowledged(
      int threads, int transactions, int segmentBytes, boolean settles) throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed + " threads " + threads);
    Path root = directory.resolve("live");
    JournalSettings settings =
        new JournalSettings(segmentBytes, Duration.ofSeconds(30), 4096, 20_000, settles);
    Journal.open(root, settings).close();
    CrashDisk disk = new CrashDisk(root);
    int begin = disk.moment();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker("t" + i, seed + i));
    }
    try (Journal journal = Journal.open(root, settings, disk)) {
      List<Thread> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(Thread.ofPlatform().start(() -> play(worker, journal, disk, transactions)));
      }
      for (Thread thread : running) {
        thread.join();
      }
    }
    for (Worker worker : workers) {
      if (worker.failure != null) {
        throw new AssertionError("a commit failed", worker.failure);
      }
      assertThat(worker.states.getLast().compare(root, worker.name))
          .isEqualTo(worker.states.getLast().describe(worker.name));
    }
    crashEverywhere(disk, begin, workers, settings, new Random(seed));
  }

  private void crashEverywhere(
      CrashDisk disk, int begin, List<Worker> workers, JournalSettings settings, Random random)
      throws IOException {
    int last = disk.moment();
    for (int moment = begin; moment <= last; moment++) {
      Path root = directory.resolve("crash" + moment);
      disk.crash(moment, random, root);
      if (random.nextInt(4) == 0) {
        root = crashAgain(root, settings, random);
      }
      Journal journal = Journal.open(root, settings, new UnforcedDisk());
      assertThat(journal.replayReport().damaged()).as("damage at %s", moment).isFalse();
      for (Worker worker : workers) {
        check(worker, root, moment);
      }
      journal.close();
      deleteTree(directory.resolve("crash" + moment));
    }
  }

  /** A second power loss while the first one is being mended. */
  private Path crashAgain(Path root, JournalSettings settings, Random random) throws IOException {
    CrashDisk disk = new CrashDisk(root);
    int begin = disk.moment();
    Journal.open(root, settings, disk).close();
    Path again = root.resolve("again");
    disk.crash(begin + random.nextInt(disk.moment() - begin + 1), random, again);
    return again;
  }

  private static void check(Worker worker, Path root, int moment) throws IOException {
    int done = 0;
    int begun = 0;
    for (int i = 0; i < worker.ends.size(); i++) {
      done += worker.ends.get(i) <= moment ? 1 : 0;
      begun += worker.starts.get(i) < moment ? 1 : 0;
    }
    FileTree before = worker.states.get(done);
    FileTree after = worker.states.get(begun);
    boolean same =
        before.compare(root, worker.name).equals(before.describe(worker.name))
            || after.compare(root, worker.name).equals(after.describe(worker.name));
    if (!same) {
      assertThat(after.compare(root, worker.name))
          .as("at %s after %s of %s, begun %s", moment, done, worker.ends.size(), begun)
          .isEqualTo(after.describe(worker.name));
    }
  }

  private static void play(Worker worker, Journal journal, CrashDisk disk, int transactions) {
    try {
      for (int i = 0; i < transactions; i++) {
        playOne(worker, journal, disk);
      }
    } catch (Throwable e) {
      worker.failure = e;
    }
  }

  private static void playOne(Worker worker, Journal journal, CrashDisk disk) throws IOException {
    FileTree next = worker.states.getLast().copy();
    List<Change> changes = new ArrayList<>();
    try (Staging staging = journal.stage()) {
      byte[] body = new byte[worker.random.nextInt(3) == 0 ? 9000 : 3000];
      worker.random.nextBytes(body);
      staging.append(ByteBuffer.wrap(body));
      int count = 1 + worker.random.nextInt(3);
      for (int i = 0; i < count; i++) {
        Change change = change(worker, next, journal, disk);
        changes.add(change);
        next.apply(change);
      }
      if (worker.random.nextInt(12) == 0) {
        for (Change change : batch(worker)) {
          changes.add(change);
          next.apply(change);
        }
      }
      if (worker.random.nextInt(4) == 0) {
        RootPath path = RootPath.of(worker.name, "staged");
        int from = worker.random.nextInt(1000);
        Change change =
            new Change.WriteBytes(
                path, worker.random.nextInt(9000), staging.payload(from, 3000 - from));
        changes.add(change);
        next.apply(
            new Change.WriteBytes(
                path,
                ((Change.WriteBytes) change).position(),
                Payload.of(java.util.Arrays.copyOfRange(body, from, 3000))));
      }
      commit(worker, journal, disk, changes, next);
    }
  }

  private static void commit(
      Worker worker, Journal journal, CrashDisk disk, List<Change> changes, FileTree next) {
    Transaction transaction;
    try {
      transaction = new Transaction(changes);
    } catch (IllegalArgumentException e) {
      return;
    }
    worker.states.add(next);
    worker.starts.add(disk.moment());
    journal.commit(transaction);
    worker.ends.add(disk.moment());
  }

  private static Change change(Worker worker, FileTree tree, Journal journal, CrashDisk disk)
      throws IOException {
    Random random = worker.random;
    List<RootPath> paths =
        List.of(
            RootPath.of(worker.name, "a"),
            RootPath.of(worker.name, "b"),
            RootPath.of(worker.name, "sub", "c"),
            RootPath.of(worker.name, "sub", "deep", "d"));
    RootPath path = paths.get(random.nextInt(paths.size()));
    FileTree.Node node = tree.get(path);
    boolean writable = node == null || node.link() == null;
    int kind = random.nextInt(16);
    if (kind < 7 && writable) {
      return write(random, path, kind);
    }
    if (kind < 10) {
      byte[] bytes = new byte[random.nextInt(12_000)];
      random.nextBytes(bytes);
      RootPath temporary = temporary(journal, disk, bytes);
      tree.putFile(temporary, bytes);
      return new Change.Replace(temporary, path);
    }
    return switch (kind) {
      case 10 -> new Change.Delete(path);
      case 11 -> new Change.Link(path, "../" + random.nextInt(100));
      case 12 -> new Change.DeleteTree(RootPath.of(worker.name, "sub"));
      case 13 ->
          new Change.RemoveEmptyDirectories(
              RootPath.of(worker.name, "sub", "deep"), new RootPath(worker.name));
      case 14 -> {
        RootPath to = paths.get(random.nextInt(paths.size()));
        yield node == null || to.equals(path)
            ? new Change.MakeDirectories(RootPath.of(worker.name, "sub", "deep"))
            : new Change.Replace(path, to);
      }
      default ->
          node == null || node.link() != null
              ? new Change.Delete(path)
              : new Change.Touch(
                  path, Instant.ofEpochSecond(1_700_000_000, random.nextInt(999_999_999)));
    };
  }

  /** The changes by which many arrays come at once: each a file and a link, with directories. */
  private static List<Change> batch(Worker worker) {
    List<Change> changes = new ArrayList<>();
    String made = Integer.toString(worker.states.size());
    for (int array = 0; array < 2 + worker.random.nextInt(2); array++) {
      String shared = Integer.toString(worker.random.nextInt(2));
      RootPath files = RootPath.of(worker.name, "data", shared, "1", made + "-" + array);
      RootPath links = RootPath.of(worker.name, "links", made, Integer.toString(array));
      byte[] head = new byte[1_000 + worker.random.nextInt(1_000)];
      worker.random.nextBytes(head);
      changes.add(new Change.MakeDirectories(files));
      changes.add(new Change.WriteBytes(files.child("array"), 0, Payload.of(head)));
      changes.add(new Change.MakeDirectories(links));
      changes.add(new Change.Link(links.child("array"), "/elsewhere/" + files));
    }
    return changes;
  }

  private static Change write(Random random, RootPath path, int kind) {
    if (kind == 0) {
      return new Change.SetLength(path, random.nextInt(9000));
    }
    if (kind == 1) {
      byte[] pattern = new byte[1 + random.nextInt(8)];
      if (random.nextBoolean()) {
        random.nextBytes(pattern);
      }
      long count = random.nextInt(1000);
      return new Change.WriteFill(path, random.nextInt(9000), count * pattern.length, pattern);
    }
    if (kind == 2) {
      Region region = Region.of(new long[] {1, 2, 0}, new long[] {5, 9, 3});
      byte[] cells = new byte[(int) region.cells() * 4];
      random.nextBytes(cells);
      return new Change.WriteBox(
          path,
          new BoxTarget(random.nextInt(500), Shape.of(6, 10, 7), region, 4),
          Payload.of(cells));
    }
    byte[] bytes = new byte[random.nextInt(kind == 3 ? 30_000 : 300)];
    random.nextBytes(bytes);
    return new Change.WriteBytes(path, random.nextInt(9000), Payload.of(bytes));
  }

  /** A file outside the log, forced to disk as the contract asks; its name is not. */
  private static RootPath temporary(Journal journal, CrashDisk disk, byte[] bytes)
      throws IOException {
    RootPath path = journal.temporary(".new");
    try (DiskFile file = disk.open(path.resolve(journal.root()), Disk.Access.CREATE)) {
      file.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0);
      file.force(true);
    }
    return path;
  }

  private static void deleteTree(Path root) throws IOException {
    Trash.removeContents(root);
    Files.delete(root);
  }
}
