package io.hypertile.chunk;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one box from chunks. The calling thread decodes chunk after chunk; threads of the codec
 * pool that are free help it. It waits only for helpers that are at work, never for one to begin,
 * so it may itself be a thread of any pool. A helper lets other work go first between two chunks.
 * For one use.
 */
public final class ChunkRead {
  /** Less is decoded before a helper has begun. */
  private static final long WORTH_HELP = 256 << 10;

  /** Memory for helpers at work, unless a single one needs more. */
  private static final long HELPER_MEMORY = 64L << 20;

  private static final int BUFFERS_OF_A_HELPER = 3;

  private final ChunkSource source;
  private final Shape chunkShape;
  private final ReadBox box;
  private final DecodedChunks memory;
  private final ChunkCursor cursor;
  private final PartReads parts;
  private final Optional<PoolHelpers> helpers;

  // Guarded by this.
  private boolean isOver;
  private @Nullable Part upcoming;
  private @Nullable Throwable failure;

  /**
   * A read of a box.
   *
   * @param source the array's chunks
   * @param memory what the reads of the array share
   */
  public ChunkRead(ChunkSource source, ReadBox box, DecodedChunks memory) {
    this.source = source;
    this.chunkShape = source.grid().chunkShape();
    this.box = box;
    this.memory = memory;
    this.cursor = source.cursor(box.region());
    this.parts = new PartReads(source, box.region(), box.target().cells(), box.cellSize());
    this.helpers =
        memory
            .pool()
            .map(pool ->
                new PoolHelpers(
                    pool, mostHelpers(source, box, pool), own -> work(Optional.of(own))));
  }

  /**
   * A chunk to read.
   *
   * @param inArray its cells that are in the array
   * @param boxInChunk the wanted cells, counted from the chunk's first
   * @param boxStart where they go, counted from the box's first cell
   * @param kept the chunk's cells from an earlier read; null when there are none
   */
  private record Part(
      long chunk, Region inArray, Region boxInChunk, long[] boxStart, @Nullable CellBlock kept) {
    boolean isWhole() {
      return boxInChunk.isWhole(inArray.shape());
    }
  }

  /** Reads the box. */
  public void run() {
    memory.beginRead();
    if (!source.isFarAway()) {
      helpers.ifPresent(PoolHelpers::summon);
    }
    work(Optional.empty());
    end();
    helpers.ifPresent(PoolHelpers::end);
    switch (failure) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case Throwable thrown -> throw new IllegalStateException(thrown);
    }
  }

  private static int mostHelpers(ChunkSource source, ReadBox box, CodecPool pool) {
    long chunks = source.grid().touched(box.region()).cells();
    long bytes = source.chunkBytes();
    if (chunks * bytes < WORTH_HELP || !box.isForAnyThread()) {
      return 0;
    }
    long fitting = Math.max(1, HELPER_MEMORY / (BUFFERS_OF_A_HELPER * bytes));
    return (int) Math.min(Math.min(chunks, pool.size()) - 1, fitting);
  }

  /** Has chunks decoded that have come from far away while the thread of the caller was busy. */
  private void summonForMore() {
    if (source.isFarAway() && helpers.isPresent() && hasMoreAtHand()) {
      helpers.get().summon();
    }
  }

  private synchronized boolean hasMoreAtHand() {
    Part next = peek();
    return next != null && source.isAtHand(next.chunk());
  }

  /** Decodes until no chunk is left; false if it stopped before that for others' sake. */
  private boolean work(Optional<CodecPool> polite) {
    ChunkSpace space = memory.takeSpace();
    try {
      for (Part part = next(polite.isPresent()); part != null; part = next(polite.isPresent())) {
        if (polite.isEmpty()) {
          summonForMore();
        }
        read(part, space);
        if (polite.isPresent() && polite.get().isBusy()) {
          return false;
        }
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      memory.returnSpace(space);
    }
    return true;
  }

  private synchronized void fail(Throwable thrown) {
    isOver = true;
    if (failure == null) {
      failure = thrown;
    }
  }

  /**
   * The next chunk to read; null if there is none.
   *
   * @param isHelping whether it must not wait for a store far away
   */
  private synchronized @Nullable Part next(boolean isHelping) {
    Part part = peek();
    if (part == null) {
      isOver = true;
      return null;
    }
    if (isHelping && source.isFarAway() && !source.isAtHand(part.chunk())) {
      return null;
    }
    upcoming = null;
    return part;
  }

  private @Nullable Part peek() {
    if (upcoming == null && !isOver) {
      upcoming = findNext();
    }
    return isOver ? null : upcoming;
  }

  private @Nullable Part findNext() {
    while (cursor.next()) {
      long chunk = cursor.chunk();
      if (source.isStored(chunk)) {
        Region inArray = cursor.chunkRegion();
        Region wanted = inArray.intersection(box.region()).orElseThrow();
        return new Part(
            chunk,
            inArray,
            wanted.relativeTo(inArray),
            wanted.relativeTo(box.region()).startArray(),
            memory.find(chunk));
      }
    }
    return null;
  }

  private void read(Part part, ChunkSpace space) {
    CellBlock kept = part.kept();
    if (kept != null) {
      copy(kept, part);
      return;
    }
    if (memory.isAbsent(part.chunk())) {
      fill(part);
      return;
    }
    Optional<CellBlock> place = box.place(part.inArray(), chunkShape);
    if (place.isPresent()) {
      source.read(part.chunk(), place.get(), space);
      return;
    }
    if (source.view(part.chunk(), cells -> copy(CellBlock.of(cells), part))) {
      return;
    }
    ChunkSource.PartRead read = parts.read(part.chunk(), part.boxInChunk(), part.boxStart());
    boolean isWhole = read == ChunkSource.PartRead.ONLY_WHOLE;
    if (isWhole ? !new Taking(part, space).read() : read == ChunkSource.PartRead.ABSENT) {
      memory.noteAbsent(part.chunk());
      fill(part);
    }
  }

  private void fill(Part part) {
    Region filled = Region.at(part.boxStart(), part.boxInChunk().shape());
    RegionCopy.forEachRun(
        box.region().shape(),
        filled,
        (at, cell, count) ->
            source.fill(box.target().slice(at * box.cellSize(), count * box.cellSize())));
  }

  /** A chunk on its way to memory that is taken when it turns out to be stored. */
  private final class Taking {
    private final Part part;
    private final ChunkSpace space;
    private @Nullable CellBlock cells;
    private DecodedChunks.@Nullable Room kept;

    Taking(Part part, ChunkSpace space) {
      this.part = part;
      this.space = space;
    }

    /** Reads the wanted cells; false if the chunk is not stored. */
    boolean read() {
      boolean isRead = false;
      try {
        isRead = source.readStored(part.chunk(), this::room, space);
      } finally {
        if (!isRead && kept != null) {
          memory.giveUp(kept);
        }
      }
      if (isRead && cells != null) {
        if (kept != null) {
          memory.keep(part.chunk(), kept);
        }
        copy(cells, part);
        if (kept == null) {
          space.emptyHeap();
        }
      }
      return isRead;
    }

    private CellBlock room() {
      long bytes = source.chunkBytes();
      boolean isAnyLength = source.isAnyLength();
      // A chunk of which everything was read is not asked for again.
      kept = part.isWhole() ? null : memory.room(bytes, isAnyLength).orElse(null);
      CellBlock made =
          kept == null ? space.cellsBlock(bytes, isAnyLength) : kept.block().slice(0, bytes);
      cells = made;
      return made;
    }
  }

  private void copy(CellBlock cells, Part part) {
    RegionCopy.copy(
        cells.cells(),
        chunkShape,
        part.boxInChunk(),
        box.target().cells(),
        box.region().shape(),
        part.boxStart(),
        box.cellSize());
    Region copied = Region.at(part.boxStart(), part.boxInChunk().shape());
    box.target().adopt(box.region().shape(), copied, cells.heap());
  }

  private synchronized void end() {
    isOver = true;
  }
}
