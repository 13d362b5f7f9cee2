package io.hypertile.engine.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Copies a file with chunks without the bytes that no chunk uses any more. */
final class Compaction {
  /** Smaller files are left alone. */
  private static final long SMALL = 1 << 20;

  /** The three links of an array file; what else is linked would be lost by copying. */
  private static final int LINKS = 3;

  private Compaction() {}

  /** Whether more than half of the file is unused and all that is used is known. */
  static boolean isWorthwhile(ArrayFile file) {
    if (file.size() < SMALL
        || file.root().hasOthers()
        || file.root().table().filter(table -> table.entries().size() == LINKS).isEmpty()
        || !(file.data().map(StoredCells::layout).orElse(null) instanceof Layout.Chunked chunked)) {
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
    Layout.Chunked layout = (Layout.Chunked) file.data().orElseThrow().layout();
    ChunkTable table = layout.table();
    DataPlan.Chunked plan =
        DataPlan.chunked(
            task.schema().dtype(), task.shape(), layout.chunkShape(), layout.filters());
    byte[] meta = file.meta().json();
    long empty = file.emptyCells().map(ArrayFile.EmptyCells::value).orElse(0L);
    ArrayFileImage image = ArrayFileImage.create(meta, empty, Optional.of(plan));
    DataPlan.Placement place = image.data().orElseThrow();
    ChunkTreeImage.Chunks chunks =
        new ChunkTreeImage.Chunks(
            new long[table.size()], new int[table.size()], new int[table.size()]);
    long position = place.cells();
    try (FileChannel channel = NewFile.create(path)) {
      for (int chunk = 0; chunk < table.size(); chunk++) {
        long size = table.storedSize(chunk);
        copyChunk(from.source(), table.address(chunk), size, channel, position);
        chunks.addresses()[chunk] = position;
        chunks.sizes()[chunk] = Math.toIntExact(size);
        chunks.masks()[chunk] = table.filterMask(chunk);
        position += size;
      }
      NewFile.write(channel, image.head(), 0);
      NewFile.write(channel, ChunkTreeImage.of(plan).build(place.tree(), 0, chunks), place.tree());
      Patch end = ArrayFileImage.endPatch(position);
      NewFile.write(channel, end.bytes(), end.position());
      channel.force(true);
    }
  }

  private static void copyChunk(
      Hdf5Source source, long address, long size, FileChannel channel, long position)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, size));
      MemorySegment stored = bytes.asSlice(0, size);
      source.read(address, stored, "data");
      NewFile.write(channel, stored.asByteBuffer(), position);
    }
  }
}
