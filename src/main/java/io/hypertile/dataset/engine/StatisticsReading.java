package io.hypertile.dataset.engine;

import io.hypertile.array.CellReader;
import io.hypertile.chunk.ChunkCursor;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.figures.CellFigures;
import io.hypertile.dataset.figures.FiguresByType;
import io.hypertile.dataset.figures.FiguresNote;
import io.hypertile.dataset.figures.MergedFigures;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedState;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.cells.ZarrArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the figures of an array in one state: of the notes beside its chunks, and where there are
 * none of their cells. A chunk that is not stored has no cell that was written. For one thread;
 * must be closed.
 */
final class StatisticsReading implements AutoCloseable {
  /** Chunks that are looked for one by one, whether they are stored or not. */
  private static final long FEW_CHUNKS = 10_000;

  private static final long SLAB_BYTES = 8L << 20;

  private final PinnedState state;
  private final StorePrefix place;
  private final ArrayDefinition definition;
  private final ZarrArray array;
  private final MemoryShare memory;
  private final ChunkKeys keys;
  private final ChunkGrid grid;
  private @Nullable CellReader reader;
  private @Nullable ArrayStatistics sum;

  /** Takes over the array. */
  StatisticsReading(
      PinnedState state,
      StorePrefix place,
      ArrayDefinition definition,
      ZarrArray array,
      MemoryShare memory) {
    this.state = state;
    this.place = place;
    this.definition = definition;
    this.array = array;
    this.memory = memory;
    ArrayDocument document = array.document();
    this.keys = document.specification().keys();
    this.grid = document.specification().grid();
  }

  /**
   * The figures of all.
   *
   * @param nodes lists the chunks where the grid has many
   */
  ArrayStatistics read(TreeNodes nodes) {
    long cells = definition.shape().cells();
    if (cells == 0) {
      return ArrayStatistics.unwritten(0);
    }
    if (grid.counts().cells() <= FEW_CHUNKS) {
      ChunkCursor cursor = new ChunkCursor(grid, Region.whole(grid.shape()));
      while (cursor.next()) {
        addChunk(place.key(keys.key(position(cursor.chunkRegion()))), cursor.chunkRegion());
      }
    } else {
      for (StoredObject object : nodes.objects(place)) {
        keys.position(place.relative(object.key()), grid.shape().rank())
            .filter(this::isInside)
            .ifPresent(position -> addChunk(object.key(), grid.region(position)));
      }
    }
    ArrayStatistics written = sum == null ? ArrayStatistics.unwritten(0) : sum;
    return MergedFigures.of(written, ArrayStatistics.unwritten(cells - written.rowCount()));
  }

  private boolean isInside(long[] position) {
    for (int axis = 0; axis < position.length; axis++) {
      if (position[axis] >= grid.counts().length(axis)) {
        return false;
      }
    }
    return true;
  }

  private long[] position(Region chunk) {
    long[] position = chunk.startArray();
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] /= grid.chunkShape().length(axis);
    }
    return position;
  }

  private void addChunk(StoreKey key, Region chunk) {
    if (state.all().find(key).isEmpty()) {
      return;
    }
    ArrayStatistics figures =
        noted(key)
            .flatMap(FiguresNote::read)
            .filter(each -> each.rowCount() <= chunk.cells())
            .map(each ->
                MergedFigures.of(each, ArrayStatistics.unwritten(chunk.cells() - each.rowCount())))
            .orElseGet(() -> ofCells(chunk));
    sum = sum == null ? figures : MergedFigures.of(sum, figures);
  }

  private Optional<byte[]> noted(StoreKey key) {
    return state.all() instanceof SharedState shared ? shared.note(key) : Optional.empty();
  }

  private ArrayStatistics ofCells(Region chunk) {
    CellFigures figures = FiguresByType.of(definition.dtype(), definition.fill());
    int cellBytes = definition.dtype().size();
    RegionSlabs.forEach(
        chunk, Math.max(1, SLAB_BYTES / cellBytes), slab -> add(slab, figures, cellBytes));
    return figures.figures();
  }

  private void add(Region slab, CellFigures figures, int cellBytes) {
    long bytes = slab.cells() * cellBytes;
    try (NativeBuffer room = memory.take(bytes);
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      CellBlock cells =
          new CellBlock(
              room.bytes().asSlice(0, bytes), definition.dtype().isAnyLength() ? heap : null);
      reader().read(slab, cells);
      figures.add(cells, cellBytes);
    }
  }

  private CellReader reader() {
    CellReader opened = reader;
    if (opened == null) {
      opened = array.open(Region.whole(grid.shape()));
      reader = opened;
    }
    return opened;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    array.close();
  }
}
