package io.hypertile.deker.store.write;

import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.image.DataPlan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Copies a file with chunks without the bytes that no chunk uses any more. */
final class Compaction {
  /** Smaller files are left alone. */
  private static final long SMALL = 1 << 20;

  /** The three links of an array file; other links would be lost by copying. */
  private static final int LINKS = 3;

  private Compaction() {}

  /** Whether more than half of the file is unused and all that is used is known. */
  static boolean isWorthwhile(ArrayFile file) {
    if (file.size() < SMALL
        || file.isUnusual()
        || file.root().table().filter(table -> table.entries().size() == LINKS).isEmpty()
        || !(file.data().map(StoredCells::layout).orElse(null)
            instanceof DataLayout.Chunked chunked)) {
      return false;
    }
    ChunkTable table = chunked.table();
    long used = 0;
    for (int at = 0; at < table.size(); at++) {
      used += table.storedSize(table.chunk(at));
    }
    return table.isComplete() && used < file.size() / 2;
  }

  /** Writes the copy and forces it to disk. */
  static void copy(Path path, WriteTask task, OpenFile from) throws IOException {
    ArrayFile file = from.metadata();
    DataLayout.Chunked layout = (DataLayout.Chunked) file.data().orElseThrow().layout();
    ChunkTable table = layout.table();
    DataPlan.Chunked plan =
        DataPlan.chunked(
            task.schema().dtype(), task.shape(), layout.chunkShape(), layout.filters());
    byte[] meta = file.meta().json();
    long empty = file.emptyCells().map(ArrayFile.EmptyCells::value).orElse(0L);
    try (NewFile copy = NewFile.begin(path, plan, meta)) {
      for (int chunk = 0; chunk < table.size(); chunk++) {
        copyChunk(from.source(), table, chunk, copy);
      }
      copy.finish(meta, empty);
    }
  }

  private static void copyChunk(Hdf5Source source, ChunkTable table, int chunk, NewFile copy)
      throws IOException {
    long size = table.storedSize(chunk);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, size)).asSlice(0, size);
      source.read(table.address(chunk), bytes, "data");
      copy.appendChunk(chunk, bytes, table.filterMask(chunk));
    }
  }
}
