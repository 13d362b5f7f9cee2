package io.hypertile.deker.lock;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.lock.LockDescription;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.lock.LockStatistics;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Locks that Deker processes on the same storage honour, and the other way round (deker-layout.md,
 * "Locks"): within this process as {@link InProcessLocks}, towards others by {@code flock(2)} on
 * the files that the keys stand for and by Deker's marker files. Linux only.
 */
public final class SharedLocks implements LockManager {
  private final InProcessLocks within = new InProcessLocks();
  private final SharedFiles files = new SharedFiles();
  private final Function<LockKey, Optional<LockedFile>> fileOf;

  /**
   * Locks of no key yet.
   *
   * @param fileOf the file that stands for a key; empty if none does, or it is not there
   */
  public SharedLocks(Function<LockKey, Optional<LockedFile>> fileOf) {
    this.fileOf = fileOf;
  }

  /**
   * Throws unless this platform has what sharing takes.
   *
   * @throws ServiceException {@code storage-unavailable}
   */
  public static void requireSupported() {
    if (!Flock.isSupported()) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "hypertile.storage.shared=true works on Linux only; set it to false, and let no Deker"
              + " process work on the storage meanwhile.");
    }
  }

  /** Whether another process holds {@code flock(2)} on a file; false where that is not known. */
  public static boolean isLockedElsewhere(Path file) throws IOException {
    if (!Flock.isSupported()) {
      return false;
    }
    try (Flock flock = Flock.open(file)) {
      return !flock.tryLock(LockMode.WRITE);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Guards what is read. */
  public FileGuard guard() {
    return files;
  }

  @Override
  public HeldLock acquireAll(List<LockKey> keys, LockMode mode, Duration timeout, String holder) {
    SharedFiles.Wait wait = files.waiting(timeout);
    HeldLock inner = within.acquireAll(keys, mode, timeout, holder);
    boolean complete = false;
    try {
      FileGuard.Hold outer = lock(inner.keys(), mode, wait);
      complete = true;
      return new JointLock(inner, outer);
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "The files of the array cannot be locked now; try again later.",
          Map.of(),
          e);
    } finally {
      if (!complete) {
        inner.close();
      }
    }
  }

  private FileGuard.Hold lock(List<LockKey> keys, LockMode mode, SharedFiles.Wait wait)
      throws IOException {
    while (true) {
      Map<LockedFile, LockKey> wanted = new LinkedHashMap<>();
      for (LockKey key : keys) {
        fileOf.apply(key).ifPresent(file -> wanted.put(file, key));
      }
      List<LockedFile> inOrder = List.copyOf(wanted.keySet());
      try {
        return mode == LockMode.WRITE ? files.write(inOrder, wait) : files.share(inOrder, wait);
      } catch (NoSuchFileException e) {
        // Gone meanwhile: the files of the keys are looked up again.
        wait.pause(inOrder.getFirst());
      } catch (ServiceException e) {
        throw named(e, wanted);
      }
    }
  }

  private static ServiceException named(ServiceException failure, Map<LockedFile, LockKey> keys) {
    for (Map.Entry<LockedFile, LockKey> entry : keys.entrySet()) {
      if (entry.getKey().name().equals(failure.members().get("file"))) {
        return failure
            .with("collection", entry.getValue().collection())
            .with("array", entry.getValue().array());
      }
    }
    return failure;
  }

  @Override
  public List<LockDescription> list() {
    return within.list();
  }

  /** Waits for other processes, those of readers included, are counted too. */
  @Override
  public LockStatistics statistics() {
    return within.statistics().plus(files.statistics());
  }

  private record JointLock(HeldLock inner, FileGuard.Hold outer) implements HeldLock {
    @Override
    public List<LockKey> keys() {
      return inner.keys();
    }

    @Override
    public LockMode mode() {
      return inner.mode();
    }

    @Override
    public void close() {
      outer.close();
      inner.close();
    }
  }
}
