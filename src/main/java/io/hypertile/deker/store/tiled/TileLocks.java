package io.hypertile.deker.store.tiled;

import io.hypertile.array.Precondition;
import io.hypertile.deker.store.files.LockKeys;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The locks that changes of virtual arrays take, always in this order: the collection, its
 * directories, the array, its tiles in order. So writers of tiles in common follow one another and
 * none starves, and writers without a common tile go side by side (deker-rules.md 205, 206).
 */
public final class TileLocks {
  /** More tiles are locked by locking their array. */
  private static final long MOST_LOCKS = TiledWriter.MOST_TILES;

  private final LockManager locks;
  private final Duration timeout;

  public TileLocks(LockManager locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  private LockStack alive(Collection collection, LockMode directories) {
    return new LockStack(locks, timeout)
        .and(LockKeys.collection(collection.name()), LockMode.READ)
        .and(LockKeys.directories(collection.name()), directories);
  }

  /** Locks for making an array. */
  LockStack forCreation(Collection collection, ArrayId id, List<String> keyPath) {
    List<LockKey> keys = new ArrayList<>(List.of(LockKeys.array(collection.name(), id)));
    if (!keyPath.isEmpty()) {
      keys.add(LockKeys.place(collection.name(), keyPath));
    }
    return alive(collection, LockMode.READ).and(keys, LockMode.WRITE);
  }

  /** Locks for removing an array with its tiles. */
  LockStack forDeletion(Collection collection, ArrayId id) {
    return alive(collection, LockMode.WRITE)
        .and(LockKeys.array(collection.name(), id), LockMode.WRITE);
  }

  /** Lock for changing attributes. */
  LockStack forAttributes(Collection collection, ArrayId id) {
    return new LockStack(locks, timeout)
        .and(LockKeys.collection(collection.name()), LockMode.READ)
        .and(LockKeys.array(collection.name(), id), LockMode.WRITE);
  }

  /**
   * Locks for changing the tiles that a box touches.
   *
   * @param removes whether tiles may be removed
   * @param condition if it depends on the version, no other tile may be changed meanwhile
   */
  LockStack forTiles(VirtualArray array, Region box, boolean removes, Precondition condition) {
    Collection collection = array.collection();
    ArrayId id = array.id();
    LockStack held = alive(collection, removes ? LockMode.WRITE : LockMode.READ);
    if (!condition.isNone() || array.tiling().count(box) > MOST_LOCKS) {
      return held.and(LockKeys.array(collection.name(), id), LockMode.WRITE);
    }
    List<LockKey> keys = new ArrayList<>();
    array
        .tiling()
        .forEach(
            box,
            part ->
                keys.add(LockKeys.tile(collection.name(), id, array.tiling().name(part.number()))));
    return held.and(LockKeys.array(collection.name(), id), LockMode.READ).and(keys, LockMode.WRITE);
  }

  /**
   * Locks the tiles that there are by their ids as well, as checks of array files do (the last in
   * the order of locks).
   */
  static void addTiles(
      LockStack held, VirtualArray array, java.util.Collection<Optional<ArrayId>> tiles) {
    List<LockKey> keys =
        tiles.stream()
            .flatMap(Optional::stream)
            .map(tile -> LockKeys.array(array.collection().name(), tile))
            .toList();
    if (!keys.isEmpty()) {
      held.and(keys, LockMode.WRITE);
    }
  }
}
