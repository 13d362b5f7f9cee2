package io.hypertile.zarr.cells;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.EncoderRing;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.codec.ChainSpace;
import io.hypertile.zarr.codec.ShardBuilder;
import io.hypertile.zarr.codec.Sharding;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encodes objects of an array side by side, and hands them over one after the other. The chunks of
 * a shard are encoded each for itself, so that one shard keeps all threads at work. For one thread;
 * must be closed, which gives up what was not handed over.
 */
final class ObjectEncoding implements AutoCloseable {
  private final ZarrForm form;
  private final CodecPool pool;
  private final Sink sink;
  private final Optional<Sharding> sharding;
  private final ChunkGrid objects;
  private final EncoderRing<ObjectEncoder> ring;
  private final Deque<Part> added = new ArrayDeque<>();
  private final ChainSpace space;
  private final Optional<ChunkNotes.Maker> notes;
  private final List<Optional<byte[]>> notesOfShard = new ArrayList<>();
  private @Nullable NativeBuffer room;
  private @Nullable ShardBuilder shard;
  private boolean isStored;

  /** Whether a chunk of the shard has other bytes than those that are stored of it. */
  private boolean isNew;

  private boolean isClosed;
  private long count;

  /** Takes objects. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next one.
     *
     * @param start its first cell
     * @param bytes valid until this returns; none if there is nothing to store
     * @param note on its cells
     */
    void put(long[] start, MemorySegment bytes, Optional<byte[]> note);
  }

  /**
   * A chunk that is encoded by itself.
   *
   * @param object first cell of its object
   * @param number of the chunk in its shard
   * @param isLast whether the object has no further one
   * @param note on it
   * @param isKept whether it has the bytes that are stored of it
   */
  private record Part(
      long[] object,
      int number,
      boolean isLast,
      AtomicReference<Optional<byte[]>> note,
      AtomicBoolean isKept)
      implements ObjectEncoder.Told {
    Part(long[] object, int number, boolean isLast) {
      this(object, number, isLast, new AtomicReference<>(Optional.empty()), new AtomicBoolean());
    }

    @Override
    public void noted(Optional<byte[]> found) {
      note.set(found);
    }

    @Override
    public void kept() {
      isKept.set(true);
    }
  }

  ObjectEncoding(ZarrForm form, CodecPool pool, ChunkNotes notes, Sink sink) {
    this.form = form;
    this.pool = pool;
    this.notes = notes.of(form.document());
    this.sink = sink;
    this.sharding =
        form.shards().size() == 1 && !form.isAnyLength()
            ? Optional.of(form.shards().getFirst())
            : Optional.empty();
    this.objects = form.specification().grid();
    this.space = new ChainSpace(pool.memory());
    ChunkGrid encoded = sharding.isPresent() ? form.grid() : objects;
    this.ring =
        new EncoderRing<>(
            encoded.chunkShape().cells() * form.cellBytes(),
            () -> new ObjectEncoder(form, sharding.isPresent(), pool.memory()),
            pool,
            (chunk, part) -> store(part));
  }

  /** Number of chunks that were added so far, which is that of the next one. */
  long count() {
    return count;
  }

  /**
   * Has an object encoded; waits, and hands over earlier ones, when enough are in the making.
   *
   * @param region its cells that are in the array
   * @param cells gives the cells that it will have; threads of the pool ask for them
   */
  void add(Region region, NewCells cells) throws IOException {
    long[] start = region.startArray();
    if (sharding.isEmpty()) {
      add(new Part(start, 0, true), region, cells);
      return;
    }
    ChunkCursor cursor = new ChunkCursor(form.grid(), region);
    boolean hasNext = cursor.next();
    while (hasNext) {
      Region chunk = cursor.chunkRegion();
      int number = numberIn(sharding.get().grid(), chunk.startArray());
      hasNext = cursor.next();
      add(new Part(start, number, !hasNext), chunk, cells);
    }
  }

  private void add(Part part, Region region, NewCells cells) throws IOException {
    added.add(part);
    ring.add(count++, encoder -> encoder.encode(region, cells, notes, part));
  }

  private static int numberIn(ChunkGrid shard, long[] start) {
    long number = 0;
    for (int axis = 0; axis < start.length; axis++) {
      long inShard = start[axis] % shard.shape().length(axis);
      number = number * shard.counts().length(axis) + inShard / shard.chunkShape().length(axis);
    }
    return Math.toIntExact(number);
  }

  private void store(ChunkEncoder.EncodedChunk encoded) {
    Part part = added.remove();
    if (sharding.isEmpty()) {
      sink.put(part.object(), encoded.bytes(), part.note().get());
      return;
    }
    ShardBuilder building = shard == null ? begin(sharding.get()) : shard;
    if (encoded.bytes().byteSize() > 0) {
      building.add(part.number(), encoded.bytes());
      isStored = true;
      notesOfShard.add(part.note().get());
    }
    isNew |= !part.isKept().get();
    if (part.isLast()) {
      boolean isShardNew = isNew;
      isNew = false;
      if (!isShardNew) {
        endShard();
        sink.put(part.object(), ObjectEncoder.KEPT, Optional.empty());
        return;
      }
      long bytes = isStored ? sharding.get().finish(building, space) : 0;
      Optional<byte[]> note = notes.flatMap(maker -> maker.joined(notesOfShard));
      endShard();
      sink.put(part.object(), requireRoom().bytes().asSlice(0, bytes), note);
    }
  }

  private void endShard() {
    shard = null;
    isStored = false;
    notesOfShard.clear();
  }

  private ShardBuilder begin(Sharding whole) {
    if (room == null) {
      room = pool.memory().take(whole.largestEncoded());
    }
    shard = whole.begin(room.bytes());
    return shard;
  }

  private NativeBuffer requireRoom() {
    if (room == null) {
      throw new IllegalStateException("no shard was begun");
    }
    return room;
  }

  /** Hands over all that were added before a number, but for a shard of which some come later. */
  void storeBefore(long number) throws IOException {
    ring.storeBefore(number);
  }

  /** Hands over all. */
  void storeAll() throws IOException {
    ring.storeAll();
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    ring.close();
    space.close();
    if (room != null) {
      room.close();
    }
  }
}
