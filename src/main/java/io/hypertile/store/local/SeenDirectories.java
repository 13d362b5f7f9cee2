package io.hypertile.store.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks each time, but not again at directories on the way to files that were directories a moment
 * ago: the files of one state lie beside each other, and a look at each directory above each of
 * them takes longer than to read the file. A link that another program puts in place of a directory
 * is noticed after that moment. Thread-safe.
 */
final class SeenDirectories implements PathLook {
  /** A moment, in nanoseconds. */
  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MOST = 1 << 12;

  private final Map<Path, Long> seen = new ConcurrentHashMap<>();
  private final PathLook look;
  private final LongSupplier nanos;

  SeenDirectories() {
    this(PathLook::now, System::nanoTime);
  }

  /** Directories that another look finds, by a clock of nanoseconds. */
  SeenDirectories(PathLook look, LongSupplier nanos) {
    this.look = look;
    this.nanos = nanos;
  }

  @Override
  public Found at(Path path) throws IOException {
    return look.at(path);
  }

  @Override
  public Kind way(Path root, Path file) {
    long looked = nanos.getAsLong();
    List<Path> unseen = new ArrayList<>();
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      Long before = seen.get(at);
      if (before != null && looked - before < MOMENT) {
        // Those above it were looked at no later.
        looked = before;
        break;
      }
      unseen.add(at);
    }
    if (seen.size() + unseen.size() > MOST) {
      seen.clear();
    }
    for (Path each : unseen.reversed()) {
      Kind kind = kind(each);
      if (kind != Kind.DIRECTORY) {
        return kind;
      }
      seen.put(each, looked);
    }
    return Kind.DIRECTORY;
  }
}
