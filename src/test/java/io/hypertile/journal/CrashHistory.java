package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A random history of transactions on a disk that loses power. All of it is drawn from one seed:
 * what the threads commit, whose turn it is at each call of the disk, what each loss leaves.
 */
final class CrashHistory {
  private static final int INLINE_BYTES = 20_000;

  private final Plan plan;
  private final long seed;
  private final Path directory;
  private final JournalSettings settings;
  private final SplittableRandom seeds;
  private final Random random;
  private final List<CrashWorker> workers = new ArrayList<>();
  private @Nullable CrashDisk disk;
  private int begin;

  /**
   * How much happens in a history.
   *
   * @param threads threads that commit side by side
   * @param transactions how many each commits
   * @param segmentBytes bytes of the log after which a checkpoint is due
   * @param settles whether each commit forces its files to their place
   */
  record Plan(int threads, int transactions, int segmentBytes, boolean settles) {}

  /** A history that keeps its files in a directory. */
  CrashHistory(Plan plan, long seed, Path directory) {
    this.plan = plan;
    this.seed = seed;
    this.directory = directory;
    this.seeds = new SplittableRandom(seed);
    this.random = new Random(seeds.nextLong());
    // No checkpoint comes by the clock.
    settings =
        new JournalSettings(
            plan.segmentBytes(), Duration.ofDays(1), 4096, INLINE_BYTES, plan.settles());
  }

  /** Plays the history to its end, and checks that all is there that was committed. */
  void play() throws IOException, InterruptedException {
    Path root = directory.resolve("live");
    Journal.open(root, settings, host(new UnforcedDisk(), "made", Thread.ofVirtual().factory()))
        .close();
    CrashDisk played = new CrashDisk(root);
    disk = played;
    begin = played.moment();
    Turns turns = new Turns(seeds.nextLong());
    Journal journal = Journal.open(root, settings, host(played, "live", turns.threads()));
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < plan.threads(); i++) {
      CrashWorker worker = new CrashWorker("t" + i, seeds.nextLong(), journal, played);
      workers.add(worker);
      running.add(turns.start(worker.name(), () -> worker.play(plan.transactions())));
    }
    turns.run(running);
    turns.run(List.of(turns.start("close", journal::close)));
    for (CrashWorker worker : workers) {
      if (worker.failure() != null) {
        throw new AssertionError(describe("a commit failed", moment()), worker.failure());
      }
      requireSame(worker, root, moment());
    }
  }

  /** What the names are made of is the same each time, and no two are. */
  private static Host host(Disk disk, String prefix, ThreadFactory threads) {
    AtomicLong count = new AtomicLong();
    Supplier<String> names = () -> prefix + count.incrementAndGet();
    return new Host(disk, threads, names);
  }

  /** Moments from the first call of the disk to the last. */
  private int moments() {
    return moment() - begin + 1;
  }

  private int moment() {
    return disk().moment();
  }

  private CrashDisk disk() {
    CrashDisk played = disk;
    if (played == null) {
      throw new IllegalStateException("the history has not been played");
    }
    return played;
  }

  /** The calls of the disk, each with what it did. */
  List<String> calls() {
    return disk().notes(moment());
  }

  /** Loses power at every moment, one after the other. */
  void loseAtEveryMoment() throws IOException {
    for (int moment = begin; moment <= moment(); moment++) {
      lose(moment);
    }
  }

  /** Loses power at some moments. */
  void loseAtMoments(int count) throws IOException {
    Set<Integer> drawn = new HashSet<>();
    while (drawn.size() < Math.min(count, moments())) {
      drawn.add(begin + random.nextInt(moments()));
    }
    for (int moment : drawn.stream().sorted().toList()) {
      lose(moment);
    }
  }

  /** Files that a loss at a moment leaves, each with the checksum of its bytes, and links. */
  Map<String, String> left(int moment) throws IOException {
    Path left = directory.resolve("left");
    disk().crash(moment, random, left);
    Map<String, String> found = new FileTree().compare(left, "");
    Trash.removeContents(left);
    return found;
  }

  private void lose(int moment) throws IOException {
    Path left = directory.resolve("crash" + moment);
    disk().crash(moment, random, left);
    Path root = random.nextInt(4) == 0 ? loseAgain(left) : left;
    ThreadFactory threads = Thread.ofVirtual().factory();
    try (Journal journal = Journal.open(root, settings, host(new UnforcedDisk(), "b", threads))) {
      if (journal.replayReport().damaged()) {
        throw new AssertionError(describe("the log is taken for damaged", moment));
      }
      for (CrashWorker worker : workers) {
        requireSame(worker, root, moment);
      }
    }
    Trash.removeContents(left);
    Files.delete(left);
  }

  /** A second power loss while the first one is being mended. */
  private Path loseAgain(Path root) throws IOException {
    CrashDisk mended = new CrashDisk(root);
    int start = mended.moment();
    Journal.open(root, settings, host(mended, "a", Thread.ofVirtual().factory())).close();
    Path again = root.resolve("again");
    mended.crash(start + random.nextInt(mended.moment() - start + 1), random, again);
    return again;
  }

  private void requireSame(CrashWorker worker, Path root, int moment) throws IOException {
    CrashWorker.Expected expected = worker.expected(moment);
    Map<String, String> found = expected.before().compare(root, worker.name());
    Map<String, String> before = expected.before().describe(worker.name());
    if (found.equals(before)) {
      return;
    }
    Map<String, String> foundAfter = expected.after().compare(root, worker.name());
    Map<String, String> after = expected.after().describe(worker.name());
    if (!foundAfter.equals(after)) {
      String what =
          "%s has, where %d of its transactions were done and %d begun,%n  %s,%nnot%n  %s%nand not%n  %s"
              .formatted(
                  worker.name(), expected.done(), expected.begun(), foundAfter, before, after);
      throw new AssertionError(describe(what, moment));
    }
  }

  /** A failure with all that is needed to see how it came, and to have it again. */
  private String describe(String what, int moment) {
    List<String> lines = new ArrayList<>();
    lines.add(what);
    workers.forEach(worker -> lines.addAll(worker.transactions()));
    List<String> calls = disk().notes(moment);
    for (int i = 0; i < calls.size(); i++) {
      lines.add(i + " " + calls.get(i));
    }
    lines.add("the power is lost at moment " + moment + " of " + plan + ", seed " + seed);
    return String.join("\n", lines);
  }
}
