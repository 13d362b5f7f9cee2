package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import io.hypertile.store.KeyChange;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes space free that nothing leads to: shards with holes are written again, and chunks outside
 * of the array are removed. No cell of the array changes. Thread-safe.
 */
record Compaction(ZarrStates states) {
  /**
   * Work that there is to do in a state.
   *
   * @param shards cells of shards with holes
   * @param outside objects of chunks outside of the array
   * @param bytes of all of these
   */
  private record Plan(List<Region> shards, List<StoredObject> outside, long bytes) {
    boolean isEmpty() {
      return shards.isEmpty() && outside.isEmpty();
    }
  }

  /** Compacts an array; nothing is committed, and no version made, where there is nothing to do. */
  Compacted compact(StorePrefix place, Precondition condition) {
    return NodeCommits.changing(() -> {
      try (ZarrCells base = states.cells(states.requireState(place))) {
        base.state().form().requireWritable();
        condition.require(base.version());
        if (plan(base).isEmpty()) {
          return new Compacted(base.version(), 0, 0, 0);
        }
      }
      Result result = new Result();
      Version version =
          new NodeCommits(states).commitFresh(place, condition, base -> prepare(base, result));
      return new Compacted(version, result.shards, result.removed, result.bytes);
    });
  }

  /** Figures of the last commit that was prepared. */
  private static final class Result {
    private long shards;
    private long removed;
    private long bytes;
  }

  private ArrayCommit prepare(ZarrCells base, Result result) throws IOException {
    base.state().form().requireWritable();
    Plan plan = plan(base);
    ArrayCommit commit = new ArrayCommit(states, base.state().place(), base.state().form());
    commit.filled(() -> {
      commit.addChunks(
          plan.shards(), new OverlaidCells(base, Optional.empty(), states.pool().memory()));
      plan.outside().forEach(object -> commit.add(new KeyChange.Remove(object.key())));
    });
    result.shards = plan.shards().size();
    result.removed = plan.outside().size();
    result.bytes = plan.bytes() - commit.putBytes();
    return commit;
  }

  private Plan plan(ZarrCells base) {
    StoredChunks stored = base.stored();
    List<Region> shards = new ArrayList<>();
    List<StoredObject> outside = new ArrayList<>();
    long bytes = 0;
    for (StoredObject object :
        StoredObjects.below(states.revisions().store(), base.state().place())) {
      Optional<long[]> position = stored.position(object.key());
      if (position.isEmpty()) {
        continue;
      }
      if (!stored.isInside(position.get())) {
        outside.add(object);
        bytes += object.size();
        continue;
      }
      Optional<ShardSpace> space = stored.space(position.get()).filter(found -> found.dead() > 0);
      if (space.isPresent()) {
        shards.add(stored.region(position.get()));
        bytes += space.get().bytes();
      }
    }
    return new Plan(shards, outside, bytes);
  }
}
