package io.hypertile.backup;

import java.util.concurrent.atomic.AtomicLong;

/** Figures of a backup under way. Thread-safe. */
public final class Progress {
  private final AtomicLong copied = new AtomicLong();
  private final AtomicLong copiedBytes = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong pause = new AtomicLong();

  void addCopied(long bytes) {
    copied.incrementAndGet();
    copiedBytes.addAndGet(bytes);
  }

  void addKept() {
    kept.incrementAndGet();
  }

  void setPause(long millis) {
    pause.set(millis);
  }

  /** Copies of files that were made, some perhaps more than once. */
  public long copied() {
    return copied.get();
  }

  /** Bytes of the copies. */
  public long copiedBytes() {
    return copiedBytes.get();
  }

  /** Files that the backup before has already. */
  public long kept() {
    return kept.get();
  }

  /** For how long changes waited, in milliseconds. */
  public long pause() {
    return pause.get();
  }
}
