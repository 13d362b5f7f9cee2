package io.hypertile.deker.store.state;

import io.hypertile.array.Version;
import io.hypertile.chunk.CellSlabs;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Number of empty cells of an array. The one in a file may be wrong: Deker counts a cell twice that
 * is cleared twice, and drops cells over it (deker-layout.md, "Empty cells"). It is believed where
 * this process wrote it, or knows nothing better; otherwise the cells are counted once, so that the
 * number is true after the next change. Thread-safe.
 */
public final class EmptyCounts {
  /** Larger arrays are not read whole for a change of a part. */
  private static final long MOST_COUNTED = 256L << 20;

  private static final int MOST_KNOWN = 16_384;

  private final Map<Path, Version> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Version> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  /** Whether the number in a file, as it is, was made true by this process. */
  public boolean isTrue(Path path, OpenFile file) {
    synchronized (known) {
      return file.stamp().version().equals(known.get(path));
    }
  }

  /** The number in this version of a file is true. */
  public void know(Path path, Version version) {
    synchronized (known) {
      known.put(path, version);
    }
  }

  /**
   * Number of empty cells.
   *
   * @param task a task of the array, whatever its box
   * @param file the file as it is
   */
  public Count count(WriteTask task, OpenFile file) throws IOException {
    long stored = file.metadata().emptyCells().map(ArrayFile.EmptyCells::value).orElse(0L);
    if (file.metadata().data().isEmpty()) {
      return new Count(task.arrayCells(), true);
    }
    // A rewrite of all cells has a number of its own, whatever the old one was.
    if (task.isWhole() || isTrue(task.file(), file)) {
      return new Count(stored, true);
    }
    if (task.shape().bytes(task.schema().dtype()) > MOST_COUNTED) {
      return new Count(stored, false);
    }
    long[] count = {0};
    CellSlabs.forEach(
        file.cells(task.schema())::read,
        Region.whole(task.shape()),
        task.cellSize(),
        (slab, cells) -> count[0] += task.fill().count(cells));
    return new Count(count[0], true);
  }

  /**
   * A number of empty cells.
   *
   * @param isTrue whether it is known to be right
   */
  public record Count(long cells, boolean isTrue) {}
}
