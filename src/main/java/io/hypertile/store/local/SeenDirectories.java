package io.hypertile.store.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Directories on the way to files that were looked at a moment ago, and were no links: the files of
 * one state lie beside each other, and a look at each directory above each of them takes longer
 * than to read the file. A link that another program puts in place of a directory is noticed after
 * that moment. Thread-safe.
 */
final class SeenDirectories {
  /** A moment, in nanoseconds. */
  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MOST = 1 << 12;

  private final Map<Path, Long> seen = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  SeenDirectories() {
    this(System::nanoTime);
  }

  /** Directories by a clock of nanoseconds. */
  SeenDirectories(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Whether the directories on the way to a file are directories.
   *
   * @param root where the way begins; is not looked at
   * @param isDirectory looks at one
   */
  boolean isReached(Path root, Path file, Predicate<Path> isDirectory) {
    long looked = nanos.getAsLong();
    List<Path> way = new ArrayList<>();
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      Long before = seen.get(at);
      if (before != null && looked - before < MOMENT) {
        // Those above it were looked at no later.
        looked = before;
        break;
      }
      if (!isDirectory.test(at)) {
        return false;
      }
      way.add(at);
    }
    if (seen.size() + way.size() > MOST) {
      seen.clear();
    }
    for (Path each : way) {
      seen.put(each, looked);
    }
    return true;
  }
}
