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
 */
public record Host(Disk disk, ThreadFactory threads, Supplier<String> names) {
  /** The machine itself, with a file system. */
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
