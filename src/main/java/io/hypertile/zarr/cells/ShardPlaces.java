package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.codec.ShardIndex;
import io.hypertile.zarr.codec.Sharding;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Places of chunks in the shards of one state of an array. An index is read once, by one range, and
 * kept on the heap; of several threads that want it one reads it. Thread-safe.
 */
final class ShardPlaces {
  /** Chunks whose places are kept; of one shard at least. 16 bytes each. */
  private static final long KEPT_CHUNKS = 1 << 20;

  private final ZarrForm form;
  private final ZarrObjects objects;
  private final IndexReads reads;
  private final Map<Container, CompletableFuture<Loaded>> indexes =
      new LinkedHashMap<>(16, 0.75f, true);
  private long keptChunks;

  ShardPlaces(ZarrForm form, ZarrObjects objects, MemoryShare memory) {
    this.form = form;
    this.objects = objects;
    this.reads = new IndexReads(objects, memory);
  }

  /**
   * Place of a chunk.
   *
   * @param key of the object
   * @param version of the object, in which it is there
   */
  record Place(StoreKey key, ObjectVersion version, ByteRange.Span span) {}

  /**
   * A shard in an object.
   *
   * @param object number of the object in the array's grid
   * @param level 0 for the object itself, 1 for a shard in it, and so on
   * @param offset where it begins in the object
   */
  private record Container(long object, int level, long offset) {}

  /**
   * A shard that was looked into.
   *
   * @param version of the object
   * @param index empty if there is no object
   */
  private record Loaded(ObjectVersion version, Optional<ShardIndex> index) {
    private static final Loaded ABSENT = new Loaded(new ObjectVersion("absent"), Optional.empty());
  }

  /** Number of the object that holds a chunk, whose first cell is given. */
  long object(long[] start) {
    long[] position = start.clone();
    Shape chunkShape = form.specification().grid().chunkShape();
    long number = 0;
    long[] strides = form.specification().grid().counts().strides();
    for (int axis = 0; axis < position.length; axis++) {
      number += position[axis] / chunkShape.length(axis) * strides[axis];
    }
    return number;
  }

  /**
   * Finds a chunk; empty if it is not stored.
   *
   * @param start its first cell
   */
  Optional<Place> find(long[] start) {
    StoreKey key = objects.keyAt(start);
    Container container = new Container(object(start), 0, 0);
    long length = -1;
    for (int level = 0; level < form.shards().size(); level++) {
      Loaded loaded = load(container, key, length, start);
      int chunk = chunkIn(level, start);
      if (loaded.index().isEmpty() || !loaded.index().get().isStored(chunk)) {
        return Optional.empty();
      }
      ShardIndex index = loaded.index().get();
      long offset = container.offset() + index.offset(chunk);
      length = index.length(chunk);
      if (level == form.shards().size() - 1) {
        return Optional.of(place(key, loaded.version(), offset, length, start));
      }
      container = new Container(container.object(), level + 1, offset);
    }
    throw new IllegalStateException("chunks without shards");
  }

  private Place place(StoreKey key, ObjectVersion version, long offset, long length, long[] start) {
    if (length < 1 || length > form.mostStored()) {
      throw objects.corrupt(start, length + " bytes for a chunk", null);
    }
    return new Place(key, version, new ByteRange.Span(offset, length));
  }

  /** Number of the chunk in its shard of a level. */
  private int chunkIn(int level, long[] start) {
    Sharding sharding = form.shards().get(level);
    Shape shard = sharding.grid().shape();
    Shape chunk = sharding.grid().chunkShape();
    Shape counts = sharding.grid().counts();
    long number = 0;
    for (int axis = 0; axis < start.length; axis++) {
      number = number * counts.length(axis) + start[axis] % shard.length(axis) / chunk.length(axis);
    }
    return Math.toIntExact(number);
  }

  private Loaded load(Container container, StoreKey key, long length, long[] start) {
    CompletableFuture<Loaded> made = new CompletableFuture<>();
    CompletableFuture<Loaded> found = findOrKeep(container, made);
    if (found != made) {
      try {
        return found.join();
      } catch (CompletionException e) {
        // The thread that was to read it failed, for a reason that may be its own.
        return read(container, key, length, start);
      }
    }
    try {
      Loaded loaded = read(container, key, length, start);
      made.complete(loaded);
      return loaded;
    } catch (Throwable e) {
      forget(container, made);
      made.completeExceptionally(e);
      throw e;
    }
  }

  private synchronized CompletableFuture<Loaded> findOrKeep(
      Container container, CompletableFuture<Loaded> made) {
    CompletableFuture<Loaded> found = indexes.putIfAbsent(container, made);
    if (found != null) {
      return found;
    }
    keptChunks += chunks(container);
    Iterator<Container> eldest = indexes.keySet().iterator();
    while (keptChunks > KEPT_CHUNKS && indexes.size() > 1) {
      keptChunks -= chunks(eldest.next());
      eldest.remove();
    }
    return made;
  }

  private synchronized void forget(Container container, CompletableFuture<Loaded> made) {
    if (indexes.remove(container, made)) {
      keptChunks -= chunks(container);
    }
  }

  private long chunks(Container container) {
    return form.shards().get(container.level()).grid().counts().cells();
  }

  private Loaded read(Container container, StoreKey key, long length, long[] start) {
    Sharding sharding = form.shards().get(container.level());
    return reads
        .read(sharding, new IndexReads.Shard(key, container.offset(), length), start)
        .map(found -> new Loaded(found.version(), Optional.of(found.index())))
        .orElse(Loaded.ABSENT);
  }
}
