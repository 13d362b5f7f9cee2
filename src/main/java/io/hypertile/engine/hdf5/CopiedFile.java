package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Makes an array file anew when it holds other objects than an array's: as a copy of the old one,
 * with new cells at its end, so that those objects stay (deker.md 1.5). The old cells stay in it
 * too, unused.
 */
final class CopiedFile {
  private static final long KEPT_CHUNKS = 32L << 20;

  private final FileChannel channel;
  private final WriteTask task;

  private CopiedFile(FileChannel channel, WriteTask task) {
    this.channel = channel;
    this.task = task;
  }

  /**
   * Writes the copy, forced to disk.
   *
   * @param meta the metadata text
   * @param cells all cells as they will be; empty for an array without cells
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if nothing can be added
   *     to the old file, so that its other objects would be lost
   */
  static void write(
      Path path, WriteTask task, OpenFile before, byte[] meta, Optional<ChunkedFile.Merged> cells)
      throws IOException {
    if (!before.metadata().canGrow()) {
      throw before
          .source()
          .unsupported("root group", "other objects in a form that cannot be added to");
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      CopiedFile file = new CopiedFile(channel, task);
      file.copy(before.source());
      file.apply(Patches.replaceMeta(file.parse(), meta));
      if (before.metadata().data().isPresent()) {
        file.apply(Patches.removeData(file.parse()));
      }
      long empty = cells.isPresent() ? file.add(cells.get()) : task.arrayCells();
      file.apply(Patches.setEmptyCells(file.parse(), empty));
      channel.force(true);
    }
  }

  private void copy(Hdf5Source source) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(EmptyCheck.SLAB_BYTES);
      for (long at = 0; at < source.size(); at += buffer.byteSize()) {
        MemorySegment next = buffer.asSlice(0, Math.min(buffer.byteSize(), source.size() - at));
        source.read(at, next, "file");
        NewFile.write(channel, next.asByteBuffer(), at);
      }
    }
  }

  private ArrayFile parse() {
    return ArrayFileParser.parse(Hdf5Source.of(channel, task.path().text()));
  }

  private void apply(Patches.Change change) throws IOException {
    for (Patch patch : change.patches()) {
      NewFile.write(channel, patch.bytes(), patch.position());
    }
  }

  /** Adds the cells; gives how many of them equal the fill value. */
  private long add(ChunkedFile.Merged cells) throws IOException {
    ArrayFile file = parse();
    DataPlan plan =
        task.storesRuns()
            ? DataPlan.contiguous(task.schema().dtype(), task.shape())
            : ChunkPlanning.plan(task);
    Patches.DataChange added = Patches.addData(file, plan);
    if (task.storesRuns()) {
      long fillCells = writeRun(cells.cells(), added.data().cells());
      apply(added.change());
      return fillCells;
    }
    ChunkedFile.Written written =
        ChunkedFile.write(channel, task, added.data(), cells, file.superblock().base());
    apply(added.change());
    Patch end = Patches.setEnd(file, written.end());
    NewFile.write(channel, end.bytes(), end.position());
    return written.fillCells();
  }

  private long writeRun(MergedCells cells, long position) throws IOException {
    long[] fillCells = {0};
    long[] at = {position};
    try (Arena arena = Arena.ofConfined();
        DecodedChunks memory = new DecodedChunks(KEPT_CHUNKS)) {
      long maxCells = Math.max(1, EmptyCheck.SLAB_BYTES / task.cellSize());
      MemorySegment buffer = arena.allocate(maxCells * task.cellSize(), 64);
      RegionSlabs.forEach(
          Region.whole(task.shape()),
          maxCells,
          slab -> {
            MemorySegment next = buffer.asSlice(0, slab.cells() * task.cellSize());
            cells.read(slab, next, memory);
            fillCells[0] += task.fill().count(next);
            NewFile.write(channel, next.asByteBuffer(), at[0]);
            at[0] += next.byteSize();
          });
    }
    return fillCells[0];
  }
}
