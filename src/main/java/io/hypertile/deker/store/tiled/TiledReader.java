package io.hypertile.deker.store.tiled;

import io.hypertile.array.ArraySpec;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.StoredArray;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Tiling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one state of a virtual array: the tiles of a box side by side, absent ones as fill. */
final class TiledReader implements ArrayReader {
  /** Most tiles kept open between two reads; more are opened again when they are needed. */
  private static final int MOST_OPEN = 256;

  /** Decoded chunks kept for the next read, of all tiles together. */
  private static final long KEPT_CHUNKS = 32L << 20;

  /** Fewer bytes of chunks are decoded faster by one thread than handed out. */
  private static final long WORTH_SHARING_CHUNKS = 128 << 10;

  /** Fewer bytes are copied faster by one thread than handed out. */
  private static final long WORTH_SHARING_COPIES = 8 << 20;

  /** Stands for the helpers to be, whose threads are not known yet. */
  private static final Thread SOME_THREAD = Thread.ofPlatform().unstarted(() -> {});

  private final VirtualArray array;
  private final TileReading reading;
  private final TilePool pool;
  private final ArraysSchema tileSchema;
  private final TilePin.Decoding decoding;
  private final long worthSharing;

  /** None before it is needed, because closing an arena costs. */
  private @Nullable Arena arena;

  private final Deque<MemorySegment> idle = new ArrayDeque<>();

  /**
   * Takes over the reading.
   *
   * @param bounds the box that the reading is of
   * @param pool reads tiles side by side
   * @param codecs helps to decode chunks
   */
  TiledReader(
      VirtualArray array, TileReading reading, Region bounds, TilePool pool, CodecPool codecs) {
    this.array = array;
    this.reading = reading;
    this.pool = pool;
    this.tileSchema = array.tiles().arrays();
    long kept = KEPT_CHUNKS / Math.clamp(array.tiling().count(bounds), 1, MOST_OPEN);
    this.decoding = new TilePin.Decoding(kept, codecs);
    this.worthSharing = chunkShape().isPresent() ? WORTH_SHARING_CHUNKS : WORTH_SHARING_COPIES;
  }

  @Override
  public StoredArray array() {
    return reading.stored();
  }

  @Override
  public ArraySpec spec() {
    return ArraySpecs.of(array.schema(), array().header());
  }

  /** The shape of the chunks that tiles get; a plan needs it before a tile is open. */
  @Override
  public Optional<Shape> chunkShape() {
    return array
        .collection()
        .storage()
        .chunkShape(array.tiling().tileShape(), array.schema().dtype());
  }

  @Override
  public void read(Region region, CellBlock block) {
    MemorySegment target = block.cells();
    List<Tiling.Part> parts = reading.parts(region);
    long covered = parts.stream().mapToLong(part -> part.box().cells()).sum();
    if (covered < region.cells()) {
      array.schema().fillValue().fill(target);
    }
    if (target.byteSize() < worthSharing || !target.isAccessibleBy(SOME_THREAD)) {
      parts.forEach(part -> readPart(part, region, target));
    } else {
      pool.forEach(parts.size(), at -> readPart(parts.get(at), region, target));
    }
    reading.trim(MOST_OPEN);
  }

  private void readPart(Tiling.Part part, Region region, MemorySegment target) {
    TilePin tile = reading.pin(part.number());
    Region place = part.box().relativeTo(region);
    Shape shape = region.shape();
    int size = array.cellSize();
    if (tile.isAbsent()) {
      FillValue fill = array.schema().fillValue();
      RegionCopy.forEachRun(
          shape,
          place,
          (cell, ignored, cells) -> fill.fill(target.asSlice(cell * size, cells * size)));
      return;
    }
    long cells = part.box().cells();
    if (RegionCopy.runLength(shape, place) == cells) {
      MemorySegment run = target.asSlice(firstCell(shape, place) * size, cells * size);
      tile.read(tileSchema, part.inTile(), run, decoding);
      return;
    }
    CellReading.BlockPart direct = new CellReading.BlockPart(target, shape, place.startArray());
    if (tile.copy(tileSchema, part.inTile(), direct)) {
      return;
    }
    MemorySegment buffer = take(cells * size);
    try {
      MemorySegment box = buffer.asSlice(0, cells * size);
      tile.read(tileSchema, part.inTile(), box, decoding);
      Shape boxShape = part.box().shape();
      Region whole = Region.whole(boxShape);
      RegionCopy.copy(box, boxShape, whole, target, shape, place.startArray(), size);
    } finally {
      giveBack(buffer);
    }
  }

  private static long firstCell(Shape shape, Region place) {
    long cell = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      cell = cell * shape.length(axis) + place.start(axis);
    }
    return cell;
  }

  private MemorySegment take(long bytes) {
    synchronized (idle) {
      MemorySegment found = idle.poll();
      if (found != null && found.byteSize() >= bytes) {
        return found;
      }
      Arena owner = arena == null ? Arena.ofShared() : arena;
      arena = owner;
      return owner.allocate(bytes, 64);
    }
  }

  private void giveBack(MemorySegment buffer) {
    synchronized (idle) {
      idle.push(buffer);
    }
  }

  @Override
  public void close() {
    reading.close();
    if (arena != null) {
      arena.close();
    }
  }
}
