package io.hypertile.engine.hdf5;

import io.hypertile.engine.Precondition;
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
 * none starves, and writers without a common tile go side by side (deker.md rules 205, 206).
 */
final class TileLocks {
  /** Stands for the directories of a collection, which creation adds to and deletion removes. */
  private static final String DIRECTORIES = Hdf5Engine.DIRECTORIES;

  /** More tiles are locked by locking their array. */
  private static final long MOST_LOCKS = TiledWriter.MOST_TILES;

  private final LockManager locks;
  private final Duration timeout;

  TileLocks(LockManager locks, Duration timeout) {
    this.locks = locks;
    this.timeout = timeout;
  }

  private LockStack alive(Collection collection, LockMode directories) {
    return new LockStack(locks, timeout)
        .and(key(collection, ""), LockMode.READ)
        .and(key(collection, DIRECTORIES), directories);
  }

  /** For making an array. */
  LockStack forCreation(Collection collection, ArrayId id, List<String> keyPath) {
    List<LockKey> keys = new ArrayList<>(List.of(key(collection, id.text())));
    if (!keyPath.isEmpty()) {
      keys.add(key(collection, "~" + String.join("/", keyPath)));
    }
    return alive(collection, LockMode.READ).and(keys, LockMode.WRITE);
  }

  /** For removing an array with its tiles. */
  LockStack forDeletion(Collection collection, ArrayId id) {
    return alive(collection, LockMode.WRITE).and(key(collection, id.text()), LockMode.WRITE);
  }

  /** For changing attributes. */
  LockStack forAttributes(Collection collection, ArrayId id) {
    return new LockStack(locks, timeout)
        .and(key(collection, ""), LockMode.READ)
        .and(key(collection, id.text()), LockMode.WRITE);
  }

  /**
   * For changing the tiles that a box touches.
   *
   * @param removes whether tiles may be removed
   * @param condition if it depends on the version, no other tile may be changed meanwhile
   */
  LockStack forTiles(VirtualArray array, Region box, boolean removes, Precondition condition) {
    Collection collection = array.collection();
    String id = array.id().text();
    LockStack held = alive(collection, removes ? LockMode.WRITE : LockMode.READ);
    if (!condition.isNone() || array.tiling().count(box) > MOST_LOCKS) {
      return held.and(key(collection, id), LockMode.WRITE);
    }
    List<LockKey> keys = new ArrayList<>();
    array
        .tiling()
        .forEach(
            box, part -> keys.add(key(collection, id + "/" + array.tiling().name(part.number()))));
    return held.and(key(collection, id), LockMode.READ).and(keys, LockMode.WRITE);
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
            .map(tile -> key(array.collection(), tile.text()))
            .toList();
    if (!keys.isEmpty()) {
      held.and(keys, LockMode.WRITE);
    }
  }

  private static LockKey key(Collection collection, String array) {
    return new LockKey(collection.name().text(), array);
  }
}
