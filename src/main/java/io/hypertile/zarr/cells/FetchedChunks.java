package io.hypertile.zarr.cells;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.ChunkSource;
import io.hypertile.chunk.ChunkSpace;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.ReadBox;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Chunks of one box, fetched in groups that lie in one object each, so that neighbours come by one
 * request. Chunks of a store far away are fetched ahead of the thread that decodes, several groups
 * at a time, on threads of their own that only wait. For one read; must be closed when it is over.
 */
final class FetchedChunks implements ChunkSource, AutoCloseable {
  /** Cells of a group, unless one chunk has more. */
  private static final long GROUP_BYTES = 4L << 20;

  private static final int MOST_OF_A_GROUP = 512;

  /** Cells of the groups that are fetched at a time, unless two have more. */
  private static final long AHEAD_BYTES = 16L << 20;

  private static final int MOST_GROUPS = 16;

  private final ArrayChunks chunks;
  private final MemoryShare memory;
  private final DecodedChunks decoded;
  private final boolean isFarAway;
  private final ReadBox box;
  private final boolean isInPlace;
  private final ChunkCursor cursor;

  // Guarded by this.
  private final Map<Long, Slot> slots = new HashMap<>();
  private final Set<FetchGroup> live = new HashSet<>();
  private boolean hasNext;

  /** A chunk's place in a group. */
  private record Slot(FetchGroup group, int number) {}

  /**
   * Chunks of a box.
   *
   * @param box what is read; chunks that are stored as their cells are fetched to where they belong
   *     in it, where its memory is for any thread
   * @param decoded chunks that are at hand already
   * @param isFarAway whether to fetch ahead
   */
  FetchedChunks(
      ArrayChunks chunks,
      ReadBox box,
      DecodedChunks decoded,
      boolean isFarAway,
      MemoryShare memory) {
    this.chunks = chunks;
    this.memory = memory;
    this.decoded = decoded;
    this.isFarAway = isFarAway;
    this.box = box;
    this.isInPlace = chunks.isPlain() && box.isForAnyThread();
    this.cursor = chunks.cursor(box.region());
    this.hasNext = cursor.next();
  }

  @Override
  public ChunkGrid grid() {
    return chunks.grid();
  }

  @Override
  public long chunkBytes() {
    return chunks.chunkBytes();
  }

  @Override
  public boolean isAnyLength() {
    return chunks.isAnyLength();
  }

  @Override
  public boolean isStored(long chunk) {
    return true;
  }

  @Override
  public ChunkCursor cursor(Region box) {
    return chunks.cursor(box);
  }

  @Override
  public boolean isFarAway() {
    return isFarAway;
  }

  @Override
  public MemorySegment fetch(long chunk, ChunkSpace space) {
    return chunks.fetch(chunk, space);
  }

  @Override
  public void decode(long chunk, MemorySegment stored, CellBlock cells, ChunkSpace space) {
    chunks.decode(chunk, stored, cells, space);
  }

  @Override
  public void read(long chunk, CellBlock cells, ChunkSpace space) {
    Optional<Slot> found = take(chunk);
    if (found.isEmpty()) {
      chunks.read(chunk, cells, space);
      return;
    }
    Slot slot = found.get();
    try {
      MemorySegment stored = slot.group().await(slot.number());
      if (!isAt(stored, cells.cells())) {
        chunks.decode(chunk, stored, cells, space);
      }
    } finally {
      if (slot.group().used()) {
        isUsed(slot.group());
      }
    }
  }

  private static boolean isAt(MemorySegment stored, MemorySegment place) {
    return stored.isNative() && stored.address() == place.address();
  }

  @Override
  public boolean readStored(long chunk, Supplier<CellBlock> room, ChunkSpace space) {
    Optional<Slot> found = take(chunk);
    if (found.isEmpty()) {
      return chunks.readStored(chunk, room, space);
    }
    Slot slot = found.get();
    try {
      return chunks.decodeStored(chunk, slot.group().await(slot.number()), room, space);
    } finally {
      if (slot.group().used()) {
        isUsed(slot.group());
      }
    }
  }

  @Override
  public void fill(CellBlock cells) {
    chunks.fill(cells);
  }

  @Override
  public synchronized boolean isAtHand(long chunk) {
    Slot slot = slots.get(chunk);
    return slot != null && slot.group().isDone();
  }

  private synchronized void isUsed(FetchGroup group) {
    live.remove(group);
  }

  /** The place of a chunk; groups are made up to that one, and ahead of it. */
  private synchronized Optional<Slot> take(long chunk) {
    while (!slots.containsKey(chunk) && hasNext) {
      addGroup();
    }
    while (isFarAway && hasNext && live.size() < mostGroups()) {
      addGroup();
    }
    return Optional.ofNullable(slots.remove(chunk));
  }

  private long mostGroups() {
    long ofOne = chunks.isSharded() ? Math.max(GROUP_BYTES, chunkBytes()) : chunkBytes();
    return Math.clamp(AHEAD_BYTES / ofOne, 2, MOST_GROUPS);
  }

  /** Makes a group of the next chunks that lie in one object and are not at hand. */
  private void addGroup() {
    FetchGroup group =
        new FetchGroup(chunks.isSharded() ? this::fetchFromShard : this::fetchObject);
    long most = chunks.isSharded() ? Math.clamp(GROUP_BYTES / chunkBytes(), 1, MOST_OF_A_GROUP) : 1;
    long object = -1;
    while (hasNext && group.size() < most) {
      long chunk = cursor.chunk();
      long own = chunks.isSharded() ? chunks.places().object(chunks.start(chunk)) : chunk;
      if (object >= 0 && own != object) {
        break;
      }
      if (decoded.find(chunk) == null && !decoded.isAbsent(chunk)) {
        object = own;
        slots.put(chunk, new Slot(group, group.add(wanted(chunk))));
      }
      hasNext = cursor.next();
    }
    if (group.size() == 0) {
      return;
    }
    live.add(group);
    if (isFarAway) {
      Thread.ofVirtual().name("hypertile-fetch").start(group);
    }
  }

  /** The chunk that the cursor is at. */
  private FetchGroup.Wanted wanted(long chunk) {
    Optional<CellBlock> place =
        isInPlace ? box.place(cursor.chunkRegion(), grid().chunkShape()) : Optional.empty();
    return new FetchGroup.Wanted(chunk, place.map(CellBlock::cells));
  }

  private FetchGroup.Fetched fetchObject(List<FetchGroup.Wanted> group) {
    FetchGroup.Wanted wanted = group.getFirst();
    return wanted.place().isPresent()
        ? new FetchGroup.Fetched(
            null, List.of(chunks.fetchCells(wanted.chunk(), wanted.place().get())))
        : fetchObject(chunks.start(wanted.chunk()));
  }

  private FetchGroup.Fetched fetchObject(long[] start) {
    NativeBuffer[] buffer = new NativeBuffer[1];
    boolean isFetched = false;
    try {
      MemorySegment stored =
          chunks.fetchObject(
              start,
              size -> {
                if (buffer[0] != null) {
                  buffer[0].close();
                }
                buffer[0] = memory.take(size);
                return buffer[0].bytes().asSlice(0, size);
              });
      isFetched = true;
      return new FetchGroup.Fetched(buffer[0], List.of(stored));
    } finally {
      if (!isFetched && buffer[0] != null) {
        buffer[0].close();
      }
    }
  }

  private FetchGroup.Fetched fetchFromShard(List<FetchGroup.Wanted> group) {
    FetchGroup.OfShard fetch =
        new FetchGroup.OfShard(chunks, chunks.start(group.getFirst().chunk()));
    group.forEach(fetch::add);
    return fetch.run(memory);
  }

  /** Waits for what is being fetched, and frees what nobody used. */
  @Override
  public void close() {
    List<FetchGroup> left;
    synchronized (this) {
      hasNext = false;
      left = List.copyOf(live);
      live.clear();
    }
    left.forEach(FetchGroup::giveUp);
  }
}
