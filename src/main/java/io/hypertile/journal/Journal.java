package io.hypertile.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The redo log of a storage root: makes every transaction atomic and durable. A commit appends one
 * checked record, forces the log to disk together with the commits of other threads, applies the
 * changes to the files, and returns. What a crash interrupts is redone when the root is opened
 * again.
 *
 * <p>Thread-safe. Transactions that name the same path, or paths of which one lies within a
 * directory that the other moves or deletes, are logged and applied one after the other in the same
 * order; all others go side by side. Readers are not held back: who reads while a transaction is
 * applied may see some of it, so callers hold a lock of their own over the two.
 *
 * <p>Files below the root are changed through the journal only, except new files at {@link
 * #temporary}, and except by other processes between a {@link #checkpoint} and the next commit.
 */
public final class Journal implements AutoCloseable {
  private Journal() {}

  /**
   * Opens the journal of a root, makes the directories it needs, takes the root for this process
   * and redoes what an earlier process left.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another server owns
   *     the root or its files cannot be read and written
   */
  public static Journal open(Path root, JournalSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** What was redone when the journal opened. */
  public ReplayReport replayReport() {
    throw new UnsupportedOperationException();
  }

  /** The storage root. */
  public Path root() {
    throw new UnsupportedOperationException();
  }

  /** Takes bytes for a transaction before it is known whether it will be committed. */
  public Staging stage() {
    throw new UnsupportedOperationException();
  }

  /**
   * A path that no file has or had, on the file system of the root. The caller makes a file or
   * directory there, forces it to disk, and names it as the source of a {@link Change.Replace}.
   * What is left there is deleted when the journal opens next.
   *
   * @param suffix end of the name, such as {@code .hdf5}
   */
  public RootPath temporary(String suffix) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes the changes, all or none. They are durable and visible when this returns. An interrupt of
   * the thread is kept and has no other effect.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-full} if there is no room, and
   *     nothing has changed; {@code storage-unavailable} if the disk fails: the journal then takes
   *     no more changes, and whether this one happened is settled at the next start; {@code
   *     not-found} if a file that must be there is not, and nothing has changed
   */
  public void commit(Transaction transaction) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forces all that was committed to its place and empties the log, so that a restart has nothing
   * to redo. Other commits go on meanwhile.
   */
  public void checkpoint() {
    throw new UnsupportedOperationException();
  }

  /** What was done so far. */
  public JournalStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  /** Why no more changes are taken; empty while they are. */
  public Optional<Throwable> failure() {
    throw new UnsupportedOperationException();
  }

  /** Waits for the commits under way, makes a checkpoint and gives up the root. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
