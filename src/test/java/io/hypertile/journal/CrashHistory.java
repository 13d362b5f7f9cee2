package io.hypertile.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A random history of transactions on a disk that loses power. All of it is drawn from one seed,
 * also what the threads commit.
 */
final class CrashHistory {
  private static final int INLINE_BYTES = 20_000;

  private final Plan plan;
  private final long seed;
  private final CrashRoot root;
  private final List<CrashWorker> workers = new ArrayList<>();

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
  CrashHistory(Plan plan, long seed, Path directory) throws IOException {
    this.plan = plan;
    this.seed = seed;
    // No checkpoint comes by the clock.
    JournalSettings settings =
        new JournalSettings(
            plan.segmentBytes(), Duration.ofDays(1), 4096, INLINE_BYTES, plan.settles());
    this.root = new CrashRoot(directory, settings, seed);
  }

  /** Plays the history to its end, and checks that all is there that was committed. */
  void play() throws IOException, InterruptedException {
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    for (int i = 0; i < plan.threads(); i++) {
      CrashWorker worker = new CrashWorker("t" + i, root.seed(), root.journal(), root.disk());
      workers.add(worker);
      tasks.put(worker.name(), () -> worker.play(plan.transactions()));
    }
    root.run(tasks);
    root.run(Map.of("close", root.journal()::close));
    for (CrashWorker worker : workers) {
      if (worker.failure() != null) {
        throw new AssertionError(describe("a commit failed", root.moment()), worker.failure());
      }
      requireSame(worker, root.journal().root(), root.moment());
    }
  }

  /** The calls of the disk, each with what it did. */
  List<String> calls() {
    return root.calls(root.moment());
  }

  /** Loses power at every moment, one after the other. */
  void loseAtEveryMoment() throws IOException {
    root.loseAtEveryMoment(this::look);
  }

  /** Loses power at some moments. */
  void loseAtMoments(int count) throws IOException {
    root.loseAtMoments(count, this::look);
  }

  /** Files that a loss at a moment leaves, each with the checksum of its bytes, and links. */
  Map<String, String> left(int moment) throws IOException {
    return root.left(moment);
  }

  private void look(Journal journal, int moment) throws IOException {
    for (CrashWorker worker : workers) {
      requireSame(worker, journal.root(), moment);
    }
  }

  private void requireSame(CrashWorker worker, Path directory, int moment) throws IOException {
    CrashWorker.Expected expected = worker.expected(moment);
    Map<String, String> found = expected.before().compare(directory, worker.name());
    Map<String, String> before = expected.before().describe(worker.name());
    if (found.equals(before)) {
      return;
    }
    Map<String, String> foundAfter = expected.after().compare(directory, worker.name());
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
    List<String> calls = root.calls(moment);
    for (int i = 0; i < calls.size(); i++) {
      lines.add(i + " " + calls.get(i));
    }
    lines.add("the power is lost at moment " + moment + " of " + plan + ", seed " + seed);
    return String.join("\n", lines);
  }
}
