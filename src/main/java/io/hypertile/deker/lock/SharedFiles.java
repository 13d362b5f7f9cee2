package io.hypertile.deker.lock;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.LockStatistics;
import io.hypertile.lock.WaitCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Files that Deker processes lock too. Waiting is by asking again, since a holder elsewhere tells
 * nobody when it is done; several files are held all or none, so that two who wait for one another
 * do not hold anything meanwhile. Thread-safe.
 */
final class SharedFiles implements FileGuard {
  private static final long FIRST_PAUSE = 500_000;
  private static final long LONGEST_PAUSE = 20_000_000;

  /**
   * A reader of Deker tries the lock first and makes its marker then, so a writer looks for markers
   * so many nanoseconds after it has locked, and not before.
   */
  private static final long SETTLING = 1_000_000;

  private final ConcurrentHashMap<Path, Counted> files = new ConcurrentHashMap<>();
  private final WaitCounter waits = new WaitCounter();

  /** A wait that begins now and ends after the time given. */
  Wait waiting(Duration timeout) {
    return new Wait(timeout, System.nanoTime(), waits);
  }

  /** Figures of the waits for other processes so far. */
  LockStatistics statistics() {
    return waits.statistics();
  }

  private static final class Counted {
    private final SharedFile file;
    private int uses;

    private Counted(SharedFile file) {
      this.file = file;
    }
  }

  /** Hold of one call on a file, and the action that ends it. */
  private record Part(LockedFile file, Runnable ending) {}

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Hold read(List<LockedFile> wanted, Duration timeout) throws IOException {
    Wait wait = waiting(timeout);
    return hold(wanted, wait, file -> tryRead(file, false));
  }

  @Override
  public Hold join(LockedFile file, Duration timeout) throws IOException {
    Wait wait = waiting(timeout);
    return hold(List.of(file), wait, wanted -> tryRead(wanted, true));
  }

  /**
   * Locks files for writing, all or none; those that are gone are left out.
   *
   * @throws ServiceException {@code locked} if they did not become free in time
   */
  Hold write(List<LockedFile> wanted, Wait wait) throws IOException {
    FileHold held = hold(wanted, wait, this::tryWrite);
    try {
      if (wanted.stream().anyMatch(LockedFile::hasMarkers)) {
        LockSupport.parkNanos(SETTLING);
      }
      for (Part part : held.parts) {
        while (SharedFile.hasOtherReaders(part.file())) {
          wait.pause(part.file());
        }
      }
      return held;
    } catch (IOException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  /** Locks files against writers elsewhere, all or none, for as long as they are held. */
  Hold share(List<LockedFile> wanted, Wait wait) throws IOException {
    return hold(wanted, wait, SharedFiles::tryShare);
  }

  private static List<Part> tryShare(LockedFile wanted) throws IOException {
    Optional<Flock> flock = SharedFile.tryShare(wanted);
    return flock.map(held -> new Part(wanted, held::close)).stream().toList();
  }

  @Override
  public void adopt(Path target, Path replacement) throws IOException {
    Counted counted = files.get(target);
    if (counted == null) {
      throw new IllegalStateException(target + " is not locked");
    }
    counted.file.adopt(replacement);
  }

  @FunctionalInterface
  private interface Taking {
    /** Takes locks of the file; returns none if another process has it. */
    List<Part> tryTake(LockedFile file) throws IOException;
  }

  private FileHold hold(List<LockedFile> wanted, Wait wait, Taking taking) throws IOException {
    while (true) {
      List<Part> parts = new ArrayList<>(wanted.size());
      FileHold held = new FileHold(parts);
      LockedFile busy = null;
      boolean complete = false;
      try {
        for (LockedFile file : wanted) {
          List<Part> taken = taking.tryTake(file);
          if (taken.isEmpty()) {
            busy = file;
            break;
          }
          parts.addAll(taken);
        }
        complete = busy == null;
      } finally {
        if (!complete) {
          held.close();
        }
      }
      if (busy == null) {
        return held;
      }
      wait.pause(busy);
    }
  }

  private List<Part> tryRead(LockedFile wanted, boolean joins) throws IOException {
    SharedFile file = enter(wanted);
    boolean taken = false;
    try {
      taken = file.tryRead(joins);
    } finally {
      if (!taken) {
        leave(wanted.path());
      }
    }
    return taken ? List.of(new Part(wanted, () -> end(wanted, file::endRead))) : List.of();
  }

  private List<Part> tryWrite(LockedFile wanted) throws IOException {
    SharedFile file = enter(wanted);
    boolean taken = false;
    try {
      taken = file.tryWrite();
    } finally {
      if (!taken) {
        leave(wanted.path());
      }
    }
    return taken ? List.of(new Part(wanted, () -> end(wanted, file::endWrite))) : List.of();
  }

  private void end(LockedFile file, Runnable ending) {
    ending.run();
    leave(file.path());
  }

  private SharedFile enter(LockedFile wanted) {
    return files.compute(
            wanted.path(),
            (path, found) -> {
              Counted counted = found == null ? new Counted(new SharedFile(wanted)) : found;
              counted.uses++;
              return counted;
            })
        .file;
  }

  private void leave(Path path) {
    files.computeIfPresent(path, (key, counted) -> --counted.uses == 0 ? null : counted);
  }

  /** Files that are in use here. */
  int inUse() {
    return files.size();
  }

  private static final class FileHold implements Hold {
    private final List<Part> parts;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileHold(List<Part> parts) {
      this.parts = parts;
    }

    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      parts.reversed().forEach(part -> part.ending().run());
    }
  }

  /** Waiting up to a deadline. For one thread. */
  static final class Wait {
    private static final long MAX_RETRY_SECONDS = 30;

    private final long start;
    private final long limit;
    private final WaitCounter counter;
    private long pause = FIRST_PAUSE;
    private boolean begun;

    private Wait(Duration timeout, long start, WaitCounter counter) {
      this.start = start;
      this.counter = counter;
      this.limit =
          timeout.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE / 4 : timeout.toNanos();
    }

    /** Waits a while for a file. */
    void pause(LockedFile busy) {
      if (!begun) {
        counter.begin();
        begun = true;
      }
      long now = System.nanoTime();
      long waited = now - start;
      if (waited >= limit) {
        counter.endInVain();
        long seconds = Duration.ofNanos(waited).toSeconds();
        throw new ServiceException(
                ErrorCode.LOCKED,
                "The array is in use by another process and did not become free in time; try again"
                    + " after the seconds in retry_after.")
            .with("file", busy.name())
            .with("waited_ms", Duration.ofNanos(waited).toMillis())
            .with("retry_after", Math.clamp(seconds, 1, MAX_RETRY_SECONDS));
      }
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new ServiceException(
            ErrorCode.STORAGE_UNAVAILABLE,
            "The wait for the array was broken off, and nothing has changed; try again later.");
      }
      LockSupport.parkNanos(this, Math.min(pause, limit - waited));
      counter.addPause(System.nanoTime() - now);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }
}
