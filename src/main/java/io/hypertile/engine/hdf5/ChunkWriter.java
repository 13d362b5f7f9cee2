package io.hypertile.engine.hdf5;

import io.hypertile.engine.Version;
import io.hypertile.journal.Change;
import io.hypertile.journal.Journal;
import io.hypertile.journal.Transaction;
import io.hypertile.lock.HeldLock;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes boxes into files with chunks. Each chunk that the box touches is encoded anew and put
 * where no byte is in use; the log record then makes all of them current at once. Readers at work
 * keep their table of chunks, whose bytes stay.
 */
final class ChunkWriter {
  private final Journal journal;
  private final ArrayStates states;
  private final FileRewriter rewriter;
  private final CodecPool pool;
  private final FreedSpace freedSpace;

  ChunkWriter(Journal journal, ArrayStates states, FileRewriter rewriter, CodecPool pool) {
    this.journal = journal;
    this.states = states;
    this.rewriter = rewriter;
    this.pool = pool;
    this.freedSpace = new FreedSpace(journal);
  }

  /** Writes a box; the file's form must be {@link WriteForm#CHUNKS}. */
  Version write(WriteTask task, CellSource cells, Supplier<HeldLock> lock) throws IOException {
    try (StagedCells staged = StagedCells.stage(cells, task.bytes(), task.fill(), journal);
        HeldLock held = lock.get()) {
      OpenFile before = states.acquire(task.file());
      try {
        if (WriteForm.of(task, before) != WriteForm.CHUNKS) {
          throw StorageFailures.changed(task.path().text());
        }
        boolean onlyFill = staged.fillCells() == task.region().cells();
        if (onlyFill && EmptyCheck.isEmptyOutside(task, before)) {
          return rewriter.removeCells(task, before);
        }
        return replaceChunks(task, before, staged);
      } finally {
        before.release();
      }
    }
  }

  private Version replaceChunks(WriteTask task, OpenFile before, StagedCells staged)
      throws IOException {
    Instant modified = before.stamp().next();
    boolean committed = false;
    try (ArrayStates.Change change = states.begin(task.file(), before, false);
        ChunkPlacing placing =
            new ChunkPlacing(
                task,
                before,
                change.hasReaders()
                    ? Optional.empty()
                    : Optional.of(freedSpace.taking(task.file(), before.stamp())))) {
      ChunkUpdate update = new ChunkUpdate(task, before, staged, pool);
      update.run(placing);
      placing.force();
      List<Change> changes = new ArrayList<>(placing.changes());
      changes.addAll(
          ArrayWriter.changes(
              task.path(), Patches.setEmptyCells(before.metadata(), update.emptyCells())));
      changes.add(new Change.Touch(task.path(), modified));
      journal.commit(new Transaction(changes));
      committed = true;
      placing.keepFreed(freedSpace, task.file());
    } finally {
      if (!committed) {
        before.restoreStamp(task.file());
      }
    }
    return compactIfWorthwhile(task, modified);
  }

  /** Rewrites a file of which more than half is unused. */
  private Version compactIfWorthwhile(WriteTask task, Instant modified) throws IOException {
    OpenFile now = states.acquire(task.file());
    try {
      return Compaction.isWorthwhile(now.metadata())
          ? rewriter.compact(task, now)
          : FileStamp.version(modified);
    } finally {
      now.release();
    }
  }
}
