package io.hypertile.journal;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.SideFiles;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFailures;
import io.hypertile.journal.log.Log;
import io.hypertile.journal.log.LogFailure;
import io.hypertile.journal.log.Segment;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Puts fresh segments into use, and removes old ones when all they hold is in its place. */
final class Checkpoints implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  /** Records after which a segment is replaced, to bound the time and the memory of a replay. */
  private static final int MAX_RECORDS = 1 << 16;

  /** Times the size of a segment at which commits wait for the checkpoint under way. */
  private static final int MAX_GROWTH = 4;

  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long MAX_PAUSE_NANOS = 64 * FIRST_PAUSE_NANOS;

  private final Path directory;
  private final Disk disk;
  private final SideFiles sideFiles;
  private final Log log;
  private final LogFailure failure;
  private final JournalSettings settings;
  private final ReentrantLock running = new ReentrantLock();
  private final AtomicLong completed = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable Segment leaving;
  private volatile @Nullable Instant last;
  private volatile boolean requested;
  private volatile boolean closed;

  /** Wait of the thread after the next failure. Used by that thread only. */
  private long pauseNanos = FIRST_PAUSE_NANOS;

  Checkpoints(JournalRoot storage, Log log, LogFailure failure, JournalSettings settings) {
    this.directory = JournalPaths.JOURNAL.resolve(storage.root());
    this.disk = storage.disk();
    this.sideFiles = storage.sideFiles();
    this.log = log;
    this.failure = failure;
    this.settings = settings;
    this.thread = storage.host().thread("journal-checkpoint", this::runInBackground);
  }

  void start() {
    thread.start();
  }

  /** Makes all that was committed durable in its place and removes its segment. */
  void run() {
    running.lock();
    try {
      failure.check();
      if (log.active().bytes() > 0) {
        leaving = log.active();
        Segment old = rotate();
        log.awaitApplied(old);
        failure.check();
        remove(old);
        last = Instant.now();
        completed.incrementAndGet();
      }
    } catch (IOException e) {
      requireDirectory(e);
      throw DiskFailures.unchanged(e);
    } finally {
      leaving = null;
      running.unlock();
    }
  }

  /**
   * Stops the log when its directory is gone: records appended to it then could not be found again.
   */
  private void requireDirectory(IOException cause) {
    if (!Files.isDirectory(directory)) {
      failure.fail("the directory of the log is gone", cause);
      failure.check();
    }
  }

  private Segment rotate() throws IOException {
    Segment next = Segment.create(directory, log.active().number() + 1, disk);
    try {
      return log.rotate(next);
    } catch (IOException e) {
      next.file().close();
      throw e;
    }
  }

  private void remove(Segment old) throws IOException {
    try {
      old.touched().force(disk, log.active().touched());
      // An old header in the segment in use would bring its old records back.
      log.active().file().force(false);
      boolean spare = old.file().size() <= MAX_GROWTH * settings.segmentBytes();
      old.file().close();
      if (spare) {
        disk.move(old.path(), directory.resolve(Segment.SPARE));
      } else {
        disk.delete(old.path());
      }
      disk.forceDirectory(directory);
      for (long number : old.sideFiles()) {
        sideFiles.recycle(number);
      }
    } catch (IOException e) {
      failure.fail("committed changes cannot be forced to disk", e);
      throw e;
    }
  }

  /** Asks for a checkpoint soon. */
  void request() {
    requested = true;
    LockSupport.unpark(thread);
  }

  /** Asks for a checkpoint if the segment is due, and waits if the log grows too fast. */
  void pace() {
    Segment segment = log.active();
    if (isFull(segment)) {
      LockSupport.unpark(thread);
      if (segment.bytes() > MAX_GROWTH * settings.segmentBytes() && running.isLocked()) {
        running.lock();
        running.unlock();
      }
    }
  }

  private boolean isFull(Segment segment) {
    return segment.bytes() > settings.segmentBytes() || segment.records() > MAX_RECORDS;
  }

  private void runInBackground() {
    long age = settings.segmentAge().toNanos();
    while (!closed && failure.find().isEmpty()) {
      Segment segment = log.active();
      long left = segment.bytes() == 0 ? age : segment.firstNanos() + age - System.nanoTime();
      if (requested || isFull(segment) || left <= 0) {
        requested = false;
        runQuietly();
      } else {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** Tries again after a failure, each time after twice as long. */
  private void runQuietly() {
    try {
      run();
      pauseNanos = FIRST_PAUSE_NANOS;
    } catch (RuntimeException e) {
      if (failure.find().isEmpty()) {
        LOG.log(Level.WARNING, "a checkpoint has failed", e);
        LockSupport.parkNanos(pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, MAX_PAUSE_NANOS);
      }
    }
  }

  /** Whether a change may not go into the log before the segments in use are gone. */
  boolean isInTheWay(RootPath path) {
    // In this order: a segment that ceases to be active was made the leaving one before.
    Segment active = log.active();
    Segment old = leaving;
    return Claims.isBelowAny(path.text(), active.gone(path))
        || (old != null && Claims.isBelowAny(path.text(), old.gone(path)));
  }

  /** Whether the file, or a file below the path, was changed since it was last forced to disk. */
  boolean isTouched(Path path, boolean below) {
    Segment active = log.active();
    Segment old = leaving;
    return isTouched(active, path, below) || (old != null && isTouched(old, path, below));
  }

  private static boolean isTouched(Segment segment, Path path, boolean below) {
    return below ? segment.touched().hasBelow(path) : segment.touched().hasFile(path);
  }

  long completed() {
    return completed.get();
  }

  /** When the last checkpoint was completed. */
  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }

  /** Bytes that a restart would redo. */
  long pendingBytes() {
    Segment old = leaving;
    Segment active = log.active();
    return active.bytes() + (old == null || old == active ? 0 : old.bytes());
  }

  /** Ends the thread and makes a last checkpoint, unless the journal has failed. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    running.lock();
    try {
      if (failure.find().isEmpty()) {
        run();
        closeLog();
      }
    } catch (IOException e) {
      throw DiskFailures.unchanged(e);
    } finally {
      running.unlock();
    }
  }

  /**
   * Closes the log. The next start need not read the records that an earlier use left in the empty
   * segment.
   */
  private void closeLog() throws IOException {
    Segment segment = log.active();
    segment.cutOff();
    segment.file().close();
    disk.delete(directory.resolve(Segment.SPARE));
    sideFiles.deleteAll();
  }
}
