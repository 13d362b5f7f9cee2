package io.hypertile.engine.hdf5;

import io.hypertile.codec.FilterPipeline;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects entries of a chunk index in any order, and checks them. For one thread. */
final class ForeignEntries {
  private static final String OBJECT = "data: chunk index";
  private static final int BARE_EDGES = 1;

  private final MetadataReader file;
  private final ForeignIndex.Grid grid;
  private final FilterPipeline filters;
  private final Shape counts;
  private final List<Entry> entries = new ArrayList<>();

  ForeignEntries(MetadataReader file, ForeignIndex.Grid grid, FilterPipeline filters) {
    this.file = file;
    this.grid = grid;
    this.filters = filters;
    this.counts = ChunkTable.gridOf(grid.space().shape(), grid.chunkShape());
  }

  private record Entry(long chunk, long position, long size, int mask) {}

  /** Takes an entry; those of chunk -1 are outside the array and are passed over. */
  void add(long chunk, long position, long size, int mask) {
    if (chunk >= 0) {
      entries.add(new Entry(chunk, position, size, mask));
    }
  }

  int size() {
    return entries.size();
  }

  /**
   * The table of all entries.
   *
   * @throws io.hypertile.error.CorruptDataException if two are of one chunk, or one is not a chunk
   */
  ChunkTable table() {
    ChunkTable.Builder table = new ChunkTable.Builder(counts);
    entries.sort(Comparator.comparingLong(Entry::chunk));
    for (Entry entry : entries) {
      boolean isBare = (grid.flags() & BARE_EDGES) != 0 && isPartial(entry.chunk());
      long size = entry.size();
      boolean hasSize = !filters.isEmpty() && !isBare || size == grid.bytes();
      if (size <= 0 || size > Integer.MAX_VALUE || !hasSize) {
        throw file.source().corrupt(OBJECT, entry.position(), "a chunk of " + size + " bytes");
      }
      if (entry.chunk() <= table.last()) {
        throw file.source().corrupt(OBJECT, entry.position(), "a chunk is there twice");
      }
      file.source().requireInside(entry.position(), size, "data: chunk " + entry.chunk());
      int mask = isBare ? -1 : entry.mask();
      table.add(entry.chunk(), entry.position(), (int) size, mask, ChunkTable.ABSENT);
    }
    return table.build(Fields.UNDEFINED);
  }

  private boolean isPartial(long chunk) {
    long rest = chunk;
    for (int axis = counts.rank() - 1; axis >= 0; axis--) {
      long next = rest % counts.length(axis) + 1;
      rest /= counts.length(axis);
      if (next * grid.chunkShape().length(axis) > grid.space().shape().length(axis)) {
        return true;
      }
    }
    return false;
  }
}
