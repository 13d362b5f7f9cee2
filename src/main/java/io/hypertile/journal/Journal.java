package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFailures;
import io.hypertile.journal.disk.Host;
import io.hypertile.journal.log.Log;
import io.hypertile.journal.log.LogFailure;
import io.hypertile.journal.log.Segment;
import io.hypertile.journal.log.StoredLog;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The redo log of a storage root: makes every transaction atomic and durable. A commit appends one
 * checked record, forces the log to disk together with the commits of other threads, applies the
 * changes to the files, and returns. A transaction that a crash interrupts is redone when the root
 * is opened again.
 *
 * <p>Thread-safe. Transactions that name the same path, or paths of which one lies within a
 * directory that the other moves or deletes, are logged and applied one after the other in the same
 * order; all others run side by side. Readers are not held back: a read during the application of a
 * transaction may see a part of it, so callers hold a lock of their own over the two.
 *
 * <p>Files below the root are changed through the journal only, except new files at {@link
 * #temporary}, and except by other processes between a {@link #checkpoint} and the next commit;
 * with settings that settle, between any two commits that name the file. With such settings a
 * transaction that is one {@link Change.Replace} leaves no record, so a crash leaves nothing of it
 * to be redone.
 */
public final class Journal implements AutoCloseable {
  /** Bytes of native memory of a journal that shares none. */
  private static final long OWN_MEMORY = 16L << 20;

  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  private final JournalRoot storage;
  private final JournalSettings settings;
  private final OwnerLock owner;
  private final ReplayReport replayReport;
  private final long firstSequence;
  private final Log log;
  private final LogFailure failure = new LogFailure();
  private final Checkpoints checkpoints;
  private final Committer committer;

  private final CommitGate gate = new CommitGate();

  private Journal(JournalRoot storage, JournalSettings settings, OwnerLock owner)
      throws IOException {
    this.storage = storage;
    this.settings = settings;
    this.owner = owner;
    Path directory = JournalPaths.JOURNAL.resolve(storage.root());
    try (Buffers.Pair buffers = storage.buffers().takePair()) {
      StoredLog stored = new StoredLog(directory, storage.disk(), storage.sideFiles(), buffers);
      replayReport = Replay.run(stored, storage);
      storage.disk().delete(directory.resolve(Segment.SPARE));
      Segment first = Segment.create(directory, stored.nextNumber(), storage.disk());
      firstSequence = stored.lastSequence() + 1;
      log = new Log(first, stored.lastSequence(), failure);
      first.file().force(false);
      stored.remove();
    }
    storage.sideFiles().deleteAll();
    Trash.removeContents(JournalPaths.TEMPORARY.resolve(storage.root()));
    storage.trash().empty();
    checkpoints = new Checkpoints(storage, log, failure, settings);
    committer = new Committer(storage, log, checkpoints, failure, settings);
    checkpoints.start();
  }

  /**
   * Opens the journal of a root, makes the directories it needs, takes the root for this process
   * and redoes what an earlier process left.
   *
   * @param memory native memory for records on their way
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another server owns
   *     the root, its files cannot be read and written, or they are of a newer {@link
   *     StorageFormat}
   */
  public static Journal open(Path root, JournalSettings settings, MemoryShare memory) {
    return open(root, settings, Host.machine(), memory);
  }

  /** Opens the journal of a root with native memory of its own. */
  public static Journal open(Path root, JournalSettings settings) {
    return open(root, settings, Host.machine());
  }

  /** Opens the journal of a root on a file system. */
  static Journal open(Path root, JournalSettings settings, Disk disk) {
    return open(root, settings, Host.of(disk));
  }

  /** Opens the journal of a root on a machine. */
  static Journal open(Path root, JournalSettings settings, Host host) {
    return open(root, settings, host, MemoryBudget.only(MemoryUse.LOG, OWN_MEMORY));
  }

  private static Journal open(Path root, JournalSettings settings, Host host, MemoryShare memory) {
    OwnerLock owner = null;
    Journal journal = null;
    try {
      JournalRoot storage = JournalRoot.prepare(root, host, memory);
      owner = OwnerLock.acquire(root);
      if (StorageFormat.check(root).isEmpty()) {
        StorageFormat.newest().write(root, host.disk());
      }
      journal = new Journal(storage, settings, owner);
      return journal;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the journal of " + root + " cannot be opened", e);
      throw DiskFailures.unavailable(
          "The storage root cannot be opened; see the log of the server for the reason.", e);
    } finally {
      if (journal == null && owner != null) {
        closeQuietly(owner);
      }
    }
  }

  private static void closeQuietly(OwnerLock owner) {
    try {
      owner.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the lock of the storage root cannot be closed", e);
    }
  }

  /** Report of the changes redone when the journal opened. */
  public ReplayReport replayReport() {
    return replayReport;
  }

  /** The storage root. */
  public Path root() {
    return storage.root();
  }

  /** Takes bytes for a transaction before it is known whether it will be committed. */
  public Staging stage() {
    return new Staging(storage.sideFiles(), settings.stagingBytes());
  }

  /**
   * A path that no file has or had, on the file system of the root. The caller makes a file or
   * directory there, forces it to disk, and names it as the source of a {@link Change.Replace}.
   * Files left there are deleted when the journal opens next.
   *
   * @param suffix end of the name, such as {@code .hdf5}
   */
  public RootPath temporary(String suffix) {
    return JournalPaths.TEMPORARY.child(storage.host().names().get() + suffix);
  }

  /**
   * Makes a file at a {@link #temporary} path. The caller forces it before it is the source of a
   * {@link Change.Replace}, perhaps while others are made; its name need not be on disk before.
   *
   * @param bytes those that are a channel too are read without a stay on the heap
   * @param size number of bytes that there must be
   * @param threads force what is there of a large file while the rest is being written
   * @throws IOException if the bytes cannot be read or written, or are not as many; what was made
   *     of the file is left to the caller
   */
  public UnforcedFile makeUnforced(
      RootPath temporary, InputStream bytes, long size, Executor threads) throws IOException {
    return UnforcedFile.make(
        storage.disk(), temporary.resolve(storage.root()), bytes, size, threads);
  }

  /**
   * Makes the changes, all or none. They are durable and visible when this returns. An interrupt of
   * the thread is kept and has no other effect.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-full} if there is no room, and
   *     nothing has changed; {@code storage-unavailable} if the disk fails: the journal then takes
   *     no more changes, and whether this one happened is settled at the next start; {@code
   *     not-found} if a file that must be there is not, and {@code corrupt-data} if something else
   *     is in the place of a file, and nothing has changed
   */
  public void commit(Transaction transaction) {
    commit(transaction, () -> {});
  }

  /**
   * As {@link #commit(Transaction)}, and tells when the changes are durable, which is before they
   * are visible. A journal that settles tells nothing.
   *
   * @param durable called once at most; must not throw
   */
  public void commit(Transaction transaction, Runnable durable) {
    gate.commit(
        transaction,
        () -> {
          committer.commit(transaction, settings.settles() ? () -> {} : durable);
          if (settings.settles()) {
            settle();
          }
        });
  }

  /**
   * Forces all changes to their places. When that fails, nothing more is accepted, and the next
   * start settles the rest.
   */
  private void settle() {
    try {
      checkpoints.run();
    } catch (RuntimeException e) {
      failure.fail("a committed change cannot be forced to its place", e);
      throw DiskFailures.unavailable(
          "The disk failed during the change; whether it was made is settled when the server is"
              + " started again.",
          e);
    }
  }

  /**
   * Forces all that was committed to its place and empties the log, so that a restart has nothing
   * to redo. Other commits continue meanwhile.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if the disk fails
   */
  public void checkpoint() {
    gate.share(checkpoints::run);
  }

  /** Begins to note the paths that commits change; to be closed. */
  public ChangedPaths watch() {
    ChangedPaths watch = new ChangedPaths(gate::remove);
    gate.add(watch);
    return watch;
  }

  /**
   * Runs work while no commit is under way: the files below the root, but for the journal's own,
   * are then those of all commits that have returned and of no other. Commits that come meanwhile
   * wait.
   *
   * @param work short; it must wait for no thread that commits
   */
  public void pause(Pause work) throws IOException {
    gate.pause(work::run);
  }

  /** Work between commits. */
  @FunctionalInterface
  public interface Pause {
    void run() throws IOException;
  }

  /** Figures of the work done so far. */
  public JournalStatistics statistics() {
    return new JournalStatistics(
        log.appended() + 1 - firstSequence,
        log.appendedBytes(),
        log.syncs(),
        log.sharedSyncs(),
        Duration.ofNanos(log.syncNanos()),
        checkpoints.completed(),
        checkpoints.last(),
        checkpoints.pendingBytes());
  }

  /** The failure since which no more changes are taken; empty while they are. */
  public Optional<Throwable> failure() {
    return failure.find();
  }

  /** Waits for the commits under way, makes a checkpoint and gives up the root. */
  @Override
  public void close() {
    gate.close(() -> {
      try {
        checkpoints.close();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "the log will be redone at the next start", e);
      } finally {
        storage.trash().close();
        closeQuietly(owner);
      }
    });
  }
}
