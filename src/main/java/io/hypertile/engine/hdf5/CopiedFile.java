package io.hypertile.engine.hdf5;

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
  private final FileChannel channel;
  private final WriteBehind file;
  private final WriteTask task;

  private CopiedFile(FileChannel channel, WriteTask task) {
    this.channel = channel;
    this.file = new WriteBehind(channel);
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
      Path path, WriteTask task, OpenFile before, byte[] meta, Optional<ArrayEncoding> cells)
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
      file.file.force(true);
    }
  }

  private void copy(Hdf5Source source) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CellSlabs.BYTES);
      for (long at = 0; at < source.size(); at += buffer.byteSize()) {
        MemorySegment next = buffer.asSlice(0, Math.min(buffer.byteSize(), source.size() - at));
        source.read(at, next, "file");
        file.write(next.asByteBuffer(), at);
      }
    }
  }

  private ArrayFile parse() {
    return ArrayFileParser.parse(Hdf5Source.of(channel, task.path().text()));
  }

  private void apply(Patches.Change change) throws IOException {
    for (Patch patch : change.patches()) {
      file.write(patch.bytes(), patch.position());
    }
  }

  /** Adds the cells; gives how many of them equal the fill value. */
  private long add(ArrayEncoding cells) throws IOException {
    if (task.storesRuns()) {
      DataPlan plan = DataPlan.contiguous(task.schema().dtype(), task.shape());
      Patches.DataChange added = Patches.addData(parse(), plan);
      long[] at = {added.data().cells()};
      long fillCells =
          CellSlabs.copyArray(
              cells.cells(),
              task,
              next -> {
                int length = next.remaining();
                file.write(next, at[0]);
                at[0] += length;
              });
      apply(added.change());
      return fillCells;
    }
    DataPlan.Chunked plan = ChunkPlanning.plan(task);
    ArrayFile before = parse();
    Patches.DataChange added = Patches.addData(before, plan);
    ChunkSequence chunks = new ChunkSequence(file, plan, added.data().cells());
    long fillCells =
        cells.encode(
            plan, task, (chunk, encoded) -> chunks.append(chunk, encoded.bytes(), encoded.mask()));
    chunks.writeIndex(added.data().tree(), before.superblock().base());
    apply(added.change());
    Patch end = Patches.setEnd(before, chunks.end());
    file.write(end.bytes(), end.position());
    return fillCells;
  }
}
