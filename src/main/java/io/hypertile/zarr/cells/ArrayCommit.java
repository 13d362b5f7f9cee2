package io.hypertile.zarr.cells;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Objects of an array that wait for one commit, encoded side by side and staged one after the
 * other. For one thread; must be closed, which gives up what was not committed.
 */
final class ArrayCommit implements AutoCloseable {
  private final ZarrStates states;
  private final Revisions revisions;
  private final Function<ObjectBody, StagedObject> staging;
  private final StorePrefix place;
  private final ZarrForm form;
  private final Map<StoreKey, KeyChange> changes = new HashMap<>();
  private final Set<StoreKey> kept = new HashSet<>();

  /**
   * No changes.
   *
   * @param form the array's form after the commit
   */
  ArrayCommit(ZarrStates states, StorePrefix place, ZarrForm form) {
    this(states, place, form, states.revisions()::stage);
  }

  /**
   * No changes, with others in one commit.
   *
   * @param staging puts an object where it waits for the commit; called by several threads
   */
  ArrayCommit(
      ZarrStates states,
      StorePrefix place,
      ZarrForm form,
      Function<ObjectBody, StagedObject> staging) {
    this.staging = staging;
    this.states = states;
    this.revisions = states.revisions();
    this.place = place;
    this.form = form;
  }

  /** Place of the array. */
  StorePrefix place() {
    return place;
  }

  private ChunkGrid grid() {
    return form.specification().grid();
  }

  /** The changes so far. */
  List<KeyChange> changes() {
    return List.copyOf(changes.values());
  }

  /** Objects of an array in the same place that stay as they are. */
  Set<StoreKey> kept() {
    return Set.copyOf(kept);
  }

  /** Has the object of a chunk stay as it is. */
  void keep(long[] start) {
    kept.add(key(start));
  }

  /** Bytes of the objects that are put. */
  long putBytes() {
    return changes.values().stream()
        .mapToLong(change -> change instanceof KeyChange.Put put ? put.body().size() : 0)
        .sum();
  }

  /** Key of the object of a chunk. */
  StoreKey key(long[] firstCell) {
    return new ZarrObjects(revisions.store(), place, form).keyAt(firstCell);
  }

  /** The cells of chunks that a box touches, of those that are wanted. */
  Iterable<Region> chunks(Region box, Predicate<Region> isWanted) {
    return () -> new WantedChunks(new ChunkCursor(grid(), box), isWanted);
  }

  /** Walks chunks without a list of them: a grid may have any number. */
  private static final class WantedChunks implements Iterator<Region> {
    private final ChunkCursor cursor;
    private final Predicate<Region> isWanted;
    private @Nullable Region next;

    private WantedChunks(ChunkCursor cursor, Predicate<Region> isWanted) {
      this.cursor = cursor;
      this.isWanted = isWanted;
    }

    @Override
    public boolean hasNext() {
      while (next == null && cursor.next()) {
        Region region = cursor.chunkRegion();
        next = isWanted.test(region) ? region : null;
      }
      return next != null;
    }

    @Override
    public Region next() {
      hasNext();
      Region given = next;
      if (given == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return given;
    }
  }

  /**
   * Encodes and stages chunks.
   *
   * @param regions their cells that are in the array
   * @param cells gives the cells that they will have; threads of the pool ask for them
   */
  void addChunks(Iterable<Region> regions, NewCells cells) throws IOException {
    try (ObjectEncoding encoding = encoding()) {
      for (Region region : regions) {
        encoding.add(region, cells);
      }
      encoding.storeAll();
    }
  }

  /** Encodes objects which are staged as they are ready. */
  ObjectEncoding encoding() {
    return new ObjectEncoding(form, states.pool(), states.notes(), this::put);
  }

  /** Stages the object of a chunk, unless that stays as it is. */
  void put(long[] start, MemorySegment bytes, Optional<byte[]> note) {
    StoreKey key = key(start);
    if (bytes == ObjectEncoder.KEPT) {
      kept.add(key);
    } else if (bytes.byteSize() == 0) {
      add(new KeyChange.Remove(key));
    } else {
      add(new KeyChange.Put(key, staging.apply(ObjectBody.of(bytes)), note));
    }
  }

  /**
   * Removes the chunks of a larger array that lie outside of this one.
   *
   * @return the cells of those that are left of chunks which the edge cuts
   */
  List<Region> removeOutside(ZarrForm larger) {
    List<Region> cut = new ArrayList<>();
    ChunkGrid before = larger.specification().grid();
    Shape shape = grid().shape();
    for (StoredObject object : StoredObjects.below(revisions.store(), place)) {
      Optional<long[]> position = StoredObjects.position(object.key(), place, larger);
      if (position.isEmpty() || !isWithin(position.get(), before.counts())) {
        continue;
      }
      Region was = before.region(position.get());
      Optional<Region> left = Region.whole(shape).intersection(was);
      if (left.isEmpty()) {
        add(new KeyChange.Remove(object.key()));
      } else if (!left.get().equals(was)) {
        cut.add(left.get());
      }
    }
    return cut;
  }

  /**
   * Removes the chunks that are stored and lie in a box.
   *
   * @return the cells of those that are stored and lie in it in part
   */
  List<Region> removeWithin(Region box) {
    List<Region> partial = new ArrayList<>();
    for (StoredObject object : StoredObjects.below(revisions.store(), place)) {
      Optional<long[]> position = StoredObjects.position(object.key(), place, form);
      if (position.isEmpty() || !isWithin(position.get(), grid().counts())) {
        continue;
      }
      Region region = grid().region(position.get());
      if (box.contains(region)) {
        add(new KeyChange.Remove(object.key()));
      } else if (region.intersection(box).isPresent()) {
        partial.add(region);
      }
    }
    return partial;
  }

  private static boolean isWithin(long[] position, Shape counts) {
    for (int axis = 0; axis < position.length; axis++) {
      if (position[axis] >= counts.length(axis)) {
        return false;
      }
    }
    return true;
  }

  /** Adds changes to a commit. */
  @FunctionalInterface
  interface Filling {
    void run() throws IOException;
  }

  /** This commit with what is added to it; closed if that fails. */
  ArrayCommit filled(Filling filling) throws IOException {
    boolean isFilled = false;
    try {
      filling.run();
      isFilled = true;
      return this;
    } finally {
      if (!isFilled) {
        close();
      }
    }
  }

  /** Adds a change in place of an earlier one of the same object. */
  void add(KeyChange change) {
    KeyChange before = changes.put(change.key(), change);
    if (before != null) {
      giveUp(before);
    }
  }

  private static void giveUp(KeyChange change) {
    if (change instanceof KeyChange.Put put) {
      StagedObject body = put.body();
      body.close();
    }
  }

  @Override
  public void close() {
    changes.values().forEach(ArrayCommit::giveUp);
    changes.clear();
  }
}
