package io.hypertile.journal.disk;

import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Parts of the machine that a journal uses: all that could make it behave differently the next
 * time.
 *
 * @param disk the file system
 * @param threads makes the threads that work beside the commits
 * @param names names that no file of a root has or had
 * @param helpers threads that help one commit to put many files, beside its own
 */
public record Host(Disk disk, ThreadFactory threads, Supplier<String> names, int helpers) {
  private static final int MOST_HELPERS = 3;

  /** A machine whose commits put their files without help. */
  public Host(Disk disk, ThreadFactory threads, Supplier<String> names) {
    this(disk, threads, names, 0);
  }

  /** The machine itself. */
  public static Host machine() {
    int processors = Runtime.getRuntime().availableProcessors();
    return of(new RealDisk()).helped(Math.clamp(processors - 1, 0, MOST_HELPERS));
  }

  /** The same machine with so many threads that help a commit. */
  public Host helped(int count) {
    return new Host(disk, threads, names, count);
  }

  /** The machine itself, with a file system, and without help for commits. */
  public static Host of(Disk disk) {
    return new Host(
        disk, Thread.ofPlatform().daemon().factory(), () -> UUID.randomUUID().toString());
  }

  /** A thread that is not started yet. */
  public Thread thread(String name, Runnable task) {
    Thread thread = threads.newThread(task);
    thread.setName(name);
    return thread;
  }
}
