package io.hypertile.zarr.cells;

import io.hypertile.array.ChunkObject;
import io.hypertile.array.Version;
import io.hypertile.chunk.ChunkRead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.ReadBox;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Cells of an array in one state, as bytes of its own type whatever that is: numbers little-endian,
 * cells in C order. Several threads may read at a time; one closes it, when no read is under way.
 */
public final class ZarrCells implements AutoCloseable {
  /** Decoded chunks kept for the next read, so that reads that share chunks decode them once. */
  private static final long KEPT_CHUNKS = 32L << 20;

  private final ZarrState state;
  private final ArrayChunks chunks;
  private final CodecPool pool;
  private final boolean isFarAway;
  private final Deque<DecodedChunks> idle = new ArrayDeque<>();

  /** Takes over the state. */
  ZarrCells(ZarrState state, CodecPool pool, boolean isFarAway) {
    this.state = state;
    this.chunks =
        new ArrayChunks(
            new ZarrObjects(state.revision(), state.place(), state.form()), pool.memory());
    this.pool = pool;
    this.isFarAway = isFarAway;
  }

  ZarrState state() {
    return state;
  }

  /** The form that the document of the array gives. */
  public ArrayDocument document() {
    return state.form().document();
  }

  /** Lengths of the array. */
  public Shape shape() {
    return state.form().grid().shape();
  }

  /** Whether cells differ in length, so that they are references to a heap. */
  public boolean isAnyLength() {
    return state.form().isAnyLength();
  }

  /** Bytes of a cell, or of a reference. */
  public int cellBytes() {
    return state.form().cellBytes();
  }

  /** The version of the state. */
  public Version version() {
    return state.version();
  }

  /** The objects that hold the chunks; readable until these cells are closed. */
  public StoredChunks stored() {
    return new StoredChunks(chunks.objects(), pool.memory());
  }

  /** The object of a chunk or shard as it is, by its number on each axis. */
  Optional<ChunkObject> object(long[] position) {
    ZarrObjects objects = chunks.objects();
    StoreKey key = objects.key(position);
    return objects.objects().find(key).map(found -> new WholeObject(objects, found));
  }

  /**
   * The stored bytes of a chunk of a shard: a segment of length 0 if the chunk is not stored. Empty
   * if it has more bytes than there may be, or if the array has no shards or shards within shards.
   *
   * @param box the chunk, or the cells of it that are in the array
   * @param most bytes that there may be
   * @param room gives native memory of a number of bytes
   * @throws io.hypertile.error.CorruptDataException if the index of the shard is damaged, or the
   *     shard ends before the chunk
   */
  public Optional<MemorySegment> storedInShard(
      Region box, long most, LongFunction<MemorySegment> room) {
    if (state.form().shards().size() != 1) {
      return Optional.empty();
    }
    long[] start = box.startArray();
    Optional<ShardPlaces.Place> place = chunks.places().find(start);
    if (place.isEmpty()) {
      return Optional.of(ArrayChunks.ABSENT);
    }
    ByteRange.Span span = place.get().span();
    if (span.length() > most) {
      return Optional.empty();
    }
    MemorySegment stored = room.apply(span.length());
    chunks.requireRead(place.get(), List.of(new Piece(span, stored)), start);
    return Optional.of(stored);
  }

  /** Shape of the chunks that are decoded one by one. */
  public Shape chunkShape() {
    return state.form().grid().chunkShape();
  }

  /**
   * Reads a box of cells of one size.
   *
   * @param region a box of the array
   * @param target native memory of exactly the box's bytes
   * @throws io.hypertile.error.CorruptDataException if the stored bytes contradict their format
   */
  public void read(Region region, MemorySegment target) {
    read(region, CellBlock.of(target));
  }

  /** Reads a box, as {@link io.hypertile.array.CellReader} does. */
  public void read(Region region, CellBlock target) {
    if (!Region.whole(shape()).contains(region)
        || target.isAnyLength() != isAnyLength()
        || target.cells().byteSize() != region.cells() * cellBytes()) {
      throw new IllegalArgumentException("no room for " + region + " of " + shape());
    }
    if (region.isEmpty()) {
      return;
    }
    DecodedChunks decoded = take();
    try {
      read(region, target, decoded);
    } finally {
      giveBack(decoded);
    }
  }

  private void read(Region region, CellBlock target, DecodedChunks decoded) {
    ReadBox box = new ReadBox(region, target, cellBytes());
    if (!chunks.isSharded() && !isFarAway) {
      new ChunkRead(chunks, box, decoded).run();
      return;
    }
    try (FetchedChunks fetched =
        new FetchedChunks(chunks, box, decoded, isFarAway, pool.memory())) {
      new ChunkRead(fetched, box, decoded).run();
    }
  }

  private DecodedChunks take() {
    synchronized (idle) {
      DecodedChunks kept = idle.poll();
      return kept == null ? new DecodedChunks(KEPT_CHUNKS, pool) : kept;
    }
  }

  private void giveBack(DecodedChunks decoded) {
    synchronized (idle) {
      idle.push(decoded);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(DecodedChunks::close);
      idle.clear();
    }
    chunks.close();
    state.close();
  }

  /**
   * An object of an array's chunks, read in the version that it was found in.
   *
   * @param objects the state of the array
   * @param found the object in that state
   */
  private record WholeObject(ZarrObjects objects, StoredObject found) implements ChunkObject {
    @Override
    public long size() {
      return found.size();
    }

    @Override
    public String version() {
      return found.version().text();
    }

    @Override
    public void read(long offset, MemorySegment target) {
      Piece piece = new Piece(new ByteRange.Span(offset, target.byteSize()), target);
      ReadResult result = objects.read(found.key(), List.of(piece), Optional.of(found.version()));
      if (!(result instanceof ReadResult.Read)) {
        throw objects.changed(found.key());
      }
    }
  }
}
