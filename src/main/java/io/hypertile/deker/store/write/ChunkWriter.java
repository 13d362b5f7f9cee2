package io.hypertile.deker.store.write;

import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.EmptyCounts;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes boxes into files with chunks. Each chunk that the box touches is encoded again and put
 * where no byte is in use; the log record then makes all of them current at once. Readers at work
 * keep their table of chunks, whose bytes stay.
 */
final class ChunkWriter {
  private final ArrayStates states;
  private final FileRewriter rewriter;
  private final CodecPool pool;
  private final FreedSpace freedSpace;

  ChunkWriter(Journal journal, ArrayStates states, FileRewriter rewriter, CodecPool pool) {
    this.states = states;
    this.rewriter = rewriter;
    this.pool = pool;
    this.freedSpace = new FreedSpace(journal);
  }

  /**
   * Prepares a box of a file whose form is {@link WriteForm#CHUNKS}; the caller holds the array's
   * write lock and the file as it is.
   */
  FileChange prepare(WriteTask task, OpenFile before, BoxCells box) throws IOException {
    boolean onlyFill = box.fillCells() == task.region().cells();
    EmptyCounts.Count empty = states.counts().count(task, before);
    boolean keepsDataset = before.metadata().keepsDataset();
    if (onlyFill && !keepsDataset && EmptyCheck.isEmptyOutside(task, before, empty.cells())) {
      return rewriter.prepareRemoval(task, before);
    }
    return replaceChunks(task, before, empty, box);
  }

  private FileChange replaceChunks(
      WriteTask task, OpenFile before, EmptyCounts.Count empty, BoxCells box) throws IOException {
    ArrayStates.Transition change = states.begin(task.file(), before, false);
    Replacing replacing = null;
    try {
      ChunkPlacing placing =
          new ChunkPlacing(
              task,
              before,
              change.hasReaders()
                  ? Optional.empty()
                  : Optional.of(freedSpace.taking(task.file(), before.stamp())));
      replacing = new Replacing(task, before, change, placing);
      ChunkUpdate update = new ChunkUpdate(task, before, empty.cells(), box, pool);
      update.run(placing);
      placing.force();
      Instant modified = before.stamp().next();
      replacing.counted = empty.isTrue() ? FileStamp.version(modified) : null;
      List<Change> changes = new ArrayList<>(placing.changes());
      changes.addAll(
          FileChange.changesOf(
              task.path(), InPlaceEdits.setEmptyCells(before.metadata(), update.emptyCells())));
      changes.add(new Change.Touch(task.path(), modified));
      return new FileChange(
          changes, FileStamp.version(modified), new FileChange.Effect(true, true), replacing);
    } catch (IOException | RuntimeException e) {
      if (replacing == null) {
        change.close();
      } else {
        replacing.end(false);
      }
      throw e;
    }
  }

  /** The end of a change of chunks. */
  private final class Replacing implements FileChange.Ending {
    private final WriteTask task;
    private final OpenFile before;
    private final ArrayStates.Transition change;
    private final ChunkPlacing placing;
    private @Nullable Version counted;

    Replacing(
        WriteTask task, OpenFile before, ArrayStates.Transition change, ChunkPlacing placing) {
      this.task = task;
      this.before = before;
      this.change = change;
      this.placing = placing;
    }

    @Override
    public void end(boolean committed) throws IOException {
      try (change;
          placing) {
        if (committed) {
          if (counted != null) {
            states.counts().know(task.file(), counted);
          }
          placing.keepFreed(freedSpace, task.file());
        } else {
          before.restoreStamp(task.file());
        }
      }
    }
  }
}
