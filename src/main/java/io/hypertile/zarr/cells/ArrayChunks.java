package io.hypertile.zarr.cells;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.ChunkSource;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.codec.CodecException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.codec.ChainSpace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Chunks of one state of an array. Whether one is stored shows when it is fetched: to ask a store
 * first would cost as much as the chunk. Thread-safe; must be closed.
 */
final class ArrayChunks implements ChunkSource, AutoCloseable {
  /** Stands for a chunk that is not stored. */
  static final MemorySegment ABSENT = MemorySegment.ofArray(new byte[0]);

  private final ZarrForm form;
  private final ZarrObjects objects;
  private final ShardPlaces places;
  private final MemoryShare memory;
  private final MemorySegment fill;
  private final long[] strides;
  private final Deque<ChainSpace> spaces = new ArrayDeque<>();

  ArrayChunks(ZarrObjects objects, MemoryShare memory) {
    this.form = objects.form();
    this.objects = objects;
    this.places = new ShardPlaces(form, objects, memory);
    this.memory = memory;
    this.fill = form.fill();
    this.strides = form.grid().counts().strides();
  }

  @Override
  public ChunkGrid grid() {
    return form.grid();
  }

  @Override
  public long chunkBytes() {
    return form.grid().chunkShape().cells() * form.cellBytes();
  }

  @Override
  public boolean isAnyLength() {
    return form.isAnyLength();
  }

  @Override
  public boolean isStored(long chunk) {
    return true;
  }

  @Override
  public ChunkCursor cursor(Region region) {
    return form.shards().isEmpty()
        ? new ChunkCursor(grid(), region)
        : ChunkCursor.byBlocks(grid(), region, form.specification().grid().chunkShape());
  }

  ZarrObjects objects() {
    return objects;
  }

  ShardPlaces places() {
    return places;
  }

  boolean isSharded() {
    return !form.shards().isEmpty();
  }

  /** Whether chunks are stored as their cells are in memory. */
  boolean isPlain() {
    return form.chunkChain().isPlain();
  }

  /** The first cell of a chunk. */
  long[] start(long chunk) {
    long[] start = new long[strides.length];
    long rest = chunk;
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = rest / strides[axis] * form.grid().chunkShape().length(axis);
      rest %= strides[axis];
    }
    return start;
  }

  /** As promised; {@link #ABSENT} if the chunk is not stored. */
  @Override
  public MemorySegment fetch(long chunk, ChunkSpace space) {
    long[] start = start(chunk);
    if (!isSharded()) {
      return fetchObject(start, space::storedRoom);
    }
    Optional<ShardPlaces.Place> place = places.find(start);
    if (place.isEmpty()) {
      return ABSENT;
    }
    MemorySegment stored = space.storedRoom(place.get().span().length());
    requireRead(place.get(), List.of(new Piece(place.get().span(), stored)), start);
    return stored;
  }

  /** Reads ranges of the object that an index told of, in the state that it told of. */
  void requireRead(ShardPlaces.Place place, List<Piece> pieces, long[] start) {
    switch (objects.read(place.key(), pieces, Optional.of(place.version()))) {
      case ReadResult.Read read -> {}
      case ReadResult.TooShort tooShort ->
          throw objects.corrupt(start, "the shard ends before its chunks", null);
      case ReadResult.Absent absent -> throw objects.changed(place.key());
      case ReadResult.Changed changed -> throw objects.changed(place.key());
    }
  }

  /** Reads the object that is a chunk. */
  MemorySegment fetchObject(long[] start, LongFunction<MemorySegment> room) {
    StoreKey key = objects.keyAt(start);
    MemorySegment[] stored = {ABSENT};
    ReadResult result =
        objects.readAll(
            key,
            size -> {
              if (size > form.mostStored()) {
                throw objects.corrupt(start, size + " bytes for a chunk", null);
              }
              stored[0] = room.apply(size);
              return stored[0];
            });
    return switch (result) {
      case ReadResult.Read read -> stored[0];
      case ReadResult.Absent absent -> ABSENT;
      case ReadResult.TooShort tooShort -> throw objects.changed(key);
      case ReadResult.Changed changed -> throw objects.changed(key);
    };
  }

  /** Reads the object that is a chunk, and has its cells as they are, to where these belong. */
  MemorySegment fetchCells(long chunk, MemorySegment cells) {
    long[] start = start(chunk);
    return fetchObject(
        start,
        size -> {
          requireSize(start, size, cells.byteSize());
          return cells;
        });
  }

  @Override
  public void decode(long chunk, MemorySegment stored, CellBlock cells, ChunkSpace space) {
    if (stored == ABSENT) {
      cells.fill(fill);
      return;
    }
    ChainSpace own = takeSpace();
    try {
      form.chunkChain().decode(stored, cells, fill, own);
    } catch (CodecException e) {
      throw objects.corrupt(start(chunk), String.valueOf(e.getMessage()), e);
    } finally {
      returnSpace(own);
    }
  }

  /** Reads cells to where they belong, where they are stored as they are. */
  @Override
  public void read(long chunk, CellBlock cells, ChunkSpace space) {
    if (isSharded() || !isPlain()) {
      decode(chunk, fetch(chunk, space), cells, space);
      return;
    }
    long[] start = start(chunk);
    StoreKey key = objects.keyAt(start);
    long bytes = cells.cells().byteSize();
    Piece all = new Piece(new ByteRange.Span(0, bytes), cells.cells());
    switch (objects.read(key, List.of(all), Optional.empty())) {
      case ReadResult.Read read -> requireSize(start, read.size(), bytes);
      case ReadResult.TooShort tooShort -> requireSize(start, tooShort.size(), bytes);
      case ReadResult.Absent absent -> cells.fill(fill);
      case ReadResult.Changed changed -> throw objects.changed(key);
    }
  }

  @Override
  public PartRead readPart(long chunk, long from, MemorySegment cells) {
    if (!form.isPlain()) {
      return PartRead.ONLY_WHOLE;
    }
    long[] start = start(chunk);
    StoreKey key = objects.keyAt(start);
    Piece part = new Piece(new ByteRange.Span(from, cells.byteSize()), cells);
    return switch (objects.read(key, List.of(part), Optional.empty())) {
      case ReadResult.Read read -> {
        requireSize(start, read.size(), chunkBytes());
        yield PartRead.READ;
      }
      case ReadResult.TooShort tooShort ->
          throw objects.corrupt(
              start, "the chunk has " + tooShort.size() + " bytes for " + chunkBytes(), null);
      case ReadResult.Absent absent -> PartRead.ABSENT;
      case ReadResult.Changed changed -> throw objects.changed(key);
    };
  }

  @Override
  public boolean readStored(long chunk, Supplier<CellBlock> room, ChunkSpace space) {
    if (isSharded() || !isPlain()) {
      return decodeStored(chunk, fetch(chunk, space), room, space);
    }
    long[] start = start(chunk);
    StoreKey key = objects.keyAt(start);
    MemorySegment[] cells = new MemorySegment[1];
    ReadResult result =
        objects.readAll(
            key,
            size -> {
              requireSize(start, size, chunkBytes());
              if (cells[0] == null) {
                cells[0] = room.get().cells();
              }
              return cells[0];
            });
    return switch (result) {
      case ReadResult.Read read -> true;
      case ReadResult.Absent absent -> false;
      case ReadResult.TooShort tooShort -> throw objects.changed(key);
      case ReadResult.Changed changed -> throw objects.changed(key);
    };
  }

  /** Decodes what was fetched, unless that was nothing. */
  boolean decodeStored(
      long chunk, MemorySegment stored, Supplier<CellBlock> room, ChunkSpace space) {
    if (stored == ABSENT) {
      return false;
    }
    decode(chunk, stored, room.get(), space);
    return true;
  }

  @Override
  public void fill(CellBlock cells) {
    cells.fill(fill);
  }

  private void requireSize(long[] start, long size, long wanted) {
    if (size != wanted) {
      throw objects.corrupt(start, "the chunk has " + size + " bytes for " + wanted, null);
    }
  }

  private synchronized ChainSpace takeSpace() {
    ChainSpace kept = spaces.poll();
    return kept == null ? new ChainSpace(memory) : kept;
  }

  private synchronized void returnSpace(ChainSpace space) {
    spaces.push(space);
  }

  @Override
  public synchronized void close() {
    spaces.forEach(ChainSpace::close);
    spaces.clear();
  }
}
