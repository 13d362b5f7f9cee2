package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * A storage root on a disk that loses power: what is done with it is played once, and then what a
 * loss at any moment leaves is made and mended. All of it is drawn from one seed: whose turn it is
 * at each call of the disk, and what each loss leaves.
 */
public final class CrashRoot {
  private final Path directory;
  private final JournalSettings settings;
  private final SplittableRandom seeds;
  private final Random random;
  private final Turns turns;
  private final CrashDisk disk;
  private final int begin;
  private final Journal journal;

  /** Looks at what a loss of power has left, when it has been mended. */
  @FunctionalInterface
  public interface Look {
    /**
     * Fails if something is not there, or torn.
     *
     * @param journal of the mended root
     * @param moment number of changes of the disk before the power was lost
     */
    void look(Journal journal, int moment) throws IOException;
  }

  /** A new root below a directory, whose journal is open. */
  public CrashRoot(Path directory, JournalSettings settings, long seed) throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.seeds = new SplittableRandom(seed);
    this.random = new Random(seeds.nextLong());
    Path root = directory.resolve("live");
    Journal.open(root, settings, host(new UnforcedDisk(), "made", Thread.ofVirtual().factory()))
        .close();
    disk = new CrashDisk(root);
    begin = disk.moment();
    turns = new Turns(seeds.nextLong());
    journal = Journal.open(root, settings, host(disk, "live", turns.threads()));
  }

  /** What the names are made of is the same each time, and no two are. */
  private static Host host(Disk disk, String prefix, ThreadFactory threads) {
    AtomicLong count = new AtomicLong();
    Supplier<String> names = () -> prefix + count.incrementAndGet();
    return new Host(disk, threads, names);
  }

  /** A seed for a part of what is played. */
  public long seed() {
    return seeds.nextLong();
  }

  /** The journal on the disk that loses power. */
  public Journal journal() {
    return journal;
  }

  /** Makes threads that take turns at each call of the disk. */
  public ThreadFactory threads() {
    return turns.threads();
  }

  /** Runs tasks side by side to their ends, each by turns in a thread of that name. */
  public void run(Map<String, Runnable> tasks) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    tasks.forEach((name, task) -> running.add(turns.start(name, task)));
    turns.run(running);
  }

  CrashDisk disk() {
    return disk;
  }

  /** Number of changes of the disk so far. */
  public int moment() {
    return disk.moment();
  }

  /** Moments from the first call of the disk to the last. */
  private int moments() {
    return moment() - begin + 1;
  }

  /** The calls of the disk before a moment, each with what it did. */
  public List<String> calls(int moment) {
    return disk.notes(moment);
  }

  /** Loses power at every moment, one after the other. */
  public void loseAtEveryMoment(Look look) throws IOException {
    for (int moment = begin; moment <= moment(); moment++) {
      lose(moment, look);
    }
  }

  /** Loses power at some moments. */
  public void loseAtMoments(int count, Look look) throws IOException {
    Set<Integer> drawn = new HashSet<>();
    while (drawn.size() < Math.min(count, moments())) {
      drawn.add(begin + random.nextInt(moments()));
    }
    for (int moment : drawn.stream().sorted().toList()) {
      lose(moment, look);
    }
  }

  /** Files that a loss at a moment leaves, each with the checksum of its bytes, and links. */
  Map<String, String> left(int moment) throws IOException {
    Path left = directory.resolve("left");
    disk.crash(moment, random, left);
    Map<String, String> found = new FileTree().compare(left, "");
    Trash.removeContents(left);
    return found;
  }

  private void lose(int moment, Look look) throws IOException {
    Path left = directory.resolve("crash" + moment);
    disk.crash(moment, random, left);
    Path root = random.nextInt(4) == 0 ? loseAgain(left) : left;
    ThreadFactory threads = Thread.ofVirtual().factory();
    try (Journal mended = Journal.open(root, settings, host(new UnforcedDisk(), "b", threads))) {
      if (mended.replayReport().damaged()) {
        throw new AssertionError("the log is taken for damaged at moment " + moment);
      }
      look.look(mended, moment);
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
}
