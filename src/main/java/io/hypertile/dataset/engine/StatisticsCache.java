package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.memory.MemoryShare;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of arrays, kept by the version of the array that they are of and made of its cells when
 * they are first asked for. Thread-safe.
 */
final class StatisticsCache {
  private static final int KEPT = 100_000;

  private final ZarrArrays arrays;
  private final MemoryShare memory;
  private final TreeNodes nodes;
  private final Map<Key, ArrayStatistics> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ArrayStatistics> eldest) {
          return size() > KEPT;
        }
      };

  /** An array in one state. */
  private record Key(StorePrefix place, ObjectVersion version) {}

  /**
   * Knows no figures yet.
   *
   * @param memory for cells that are read
   */
  StatisticsCache(ZarrArrays arrays, MemoryShare memory, TreeNodes nodes) {
    this.arrays = arrays;
    this.memory = memory;
    this.nodes = nodes;
  }

  /** Figures of an array in a state, which is open. */
  ArrayStatistics of(
      PinnedState state, StorePrefix place, ArrayDefinition definition, ObjectVersion version) {
    Key key = new Key(place, version);
    synchronized (known) {
      ArrayStatistics found = known.get(key);
      if (found != null) {
        return found;
      }
    }
    ArrayStatistics made;
    ZarrArray array = arrays.find(place, state::open);
    try (StatisticsReading reading =
        new StatisticsReading(state, place, definition, array, memory)) {
      made = reading.read(nodes);
    }
    synchronized (known) {
      known.put(key, made);
    }
    return made;
  }
}
