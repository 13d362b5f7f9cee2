package io.hypertile.deker.store.tiled;

import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Meeting point of the readings and writings of one virtual array. Its monitor guards them all and
 * is held for short looks at the disk, never while cells are read, encoded or committed.
 */
final class TileGate {
  private final TiledStates all;
  private final VirtualArray array;
  private final Set<TileReading> readings = new HashSet<>();
  private final Set<TileWriting> writings = new HashSet<>();

  /**
   * Held from choosing a version until readers see it, so that versions follow one another in the
   * order of the changes. Taken before the monitor.
   */
  private final ReentrantLock commits = new ReentrantLock();

  /** The array as readers see it while changes are under way; null when the disk tells. */
  private @Nullable StoredArray shown;

  TileGate(TiledStates all, VirtualArray array) {
    this.all = all;
    this.array = array;
  }

  TiledStates all() {
    return all;
  }

  ReentrantLock commits() {
    return commits;
  }

  /** The array as readers see it now. */
  synchronized StoredArray stored() throws IOException {
    StoredArray known = shown;
    return known == null ? all.files.read(array) : known;
  }

  /**
   * Opens the array's present state.
   *
   * @param guarded tiles of the box that are kept from other processes now, to be held at once
   */
  synchronized TileReading open(Region bounds, Map<Long, Optional<Path>> guarded)
      throws IOException {
    awaitReadable(bounds);
    TileReading reading = new TileReading(this, array, stored(), bounds);
    for (TileWriting writing : writings) {
      writing.scope().tiles().forEach((number, file) -> reading.hold(number, file));
    }
    guarded.forEach(reading::hold);
    reading.look();
    readings.add(reading);
    return reading;
  }

  private void awaitReadable(Region bounds) {
    long deadline = System.nanoTime() + all.openTimeout.toNanos();
    while (writings.stream().anyMatch(writing -> writing.bars(array.tiling(), bounds))) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new ServiceException(
            ErrorCode.LOCKED,
            "The array is being overwritten; try again.",
            Map.of("array", array.id().text(), "retry_after", 1),
            null);
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServiceException(
            ErrorCode.STORAGE_UNAVAILABLE, "The request was cancelled.", Map.of(), e);
      }
    }
  }

  synchronized TileWriting begin(TileWriting.Extent scope) throws IOException {
    if (writings.isEmpty()) {
      shown = all.files.read(array);
    }
    for (TileReading reading : readings) {
      scope.tiles().forEach((number, file) -> reading.hold(number, file));
      if (scope.isAll()) {
        reading.detach();
      }
    }
    TileWriting writing = new TileWriting(this, array, scope);
    writings.add(writing);
    return writing;
  }

  /** Lets new readers in. */
  synchronized void admit(TileWriting writing) {
    writing.keepsOld();
    notifyAll();
  }

  /** Ends a change: all of it is there for readers, or nothing. Gives the array as it is then. */
  synchronized @Nullable StoredArray end(TileWriting writing) throws IOException {
    if (!writings.remove(writing)) {
      return null;
    }
    writing.closeChanges();
    notifyAll();
    all.leave(array);
    StoredArray before = shown;
    shown = null;
    StoredArray after = null;
    try {
      after = all.files.read(array);
    } catch (NoSuchFileException e) {
      // The change was the array's deletion, and no other one is under way.
      before = null;
    } finally {
      if (!writings.isEmpty()) {
        shown = after == null ? before : after;
      }
    }
    return after;
  }

  synchronized void end(TileReading reading) {
    if (readings.remove(reading)) {
      all.leave(array);
    }
  }
}
