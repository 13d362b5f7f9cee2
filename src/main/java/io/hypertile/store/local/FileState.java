package io.hypertile.store.local;

import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * State of the file that holds an object. Every put moves the modification time on by at least a
 * microsecond, so equal states mean equal bytes unless another program sets times back.
 *
 * @param size bytes
 * @param modified modification time in nanoseconds since 1970
 */
record FileState(long size, long modified) {
  private static final long STEP = TimeUnit.MICROSECONDS.toNanos(1);

  /** The state of a file of so many bytes that was given a time. */
  static FileState of(long size, Instant modified) {
    return new FileState(
        size, TimeUnit.SECONDS.toNanos(modified.getEpochSecond()) + modified.getNano());
  }

  static FileState of(BasicFileAttributes attributes) {
    return new FileState(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  /** The version of the bytes. */
  ObjectVersion version() {
    return new ObjectVersion(Long.toHexString(modified) + "-" + Long.toHexString(size));
  }

  /** The object of a key that is in this state. */
  StoredObject object(StoreKey key) {
    Instant time = Instant.ofEpochSecond(0, modified);
    return new StoredObject(key, size, version(), Optional.of(time));
  }

  /** The modification time of the next state: now, but later than this one. */
  static Instant next(Optional<FileState> before) {
    Instant now = Instant.now();
    long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    long next = nanos / STEP * STEP;
    if (before.isPresent()) {
      next = Math.max(next, before.get().modified / STEP * STEP + STEP);
    }
    return Instant.ofEpochSecond(0, next);
  }
}
