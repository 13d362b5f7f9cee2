package io.hypertile.journal;

import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.DiskFailures;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets commits into the journal side by side, or one who wants none to be under way. Thread-safe.
 */
final class CommitGate {
  /** Held shared by commits, exclusively to pause them and to close. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final List<ChangedPaths> watches = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** Work between commits. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Makes a commit, which those who watch hear of before this returns, also when it fails. */
  void commit(Transaction transaction, Runnable commit) {
    share(() -> {
      try {
        commit.run();
      } finally {
        watches.forEach(watch -> watch.add(transaction));
      }
    });
  }

  /** Runs work beside commits. */
  void share(Runnable work) {
    use.readLock().lock();
    try {
      requireOpen();
      work.run();
    } finally {
      use.readLock().unlock();
    }
  }

  /** Runs work without commits. */
  void pause(Work work) throws IOException {
    use.writeLock().lock();
    try {
      requireOpen();
      work.run();
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Lets nothing in any more and does the last work; not again when that was done before. */
  void close(Runnable last) {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        last.run();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  void add(ChangedPaths watch) {
    watches.add(watch);
  }

  void remove(ChangedPaths watch) {
    watches.remove(watch);
  }

  private void requireOpen() {
    if (closed) {
      throw DiskFailures.unavailable(
          "The server is shutting down; try again when it is back.", null);
    }
  }
}
