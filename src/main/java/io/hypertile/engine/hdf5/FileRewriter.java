package io.hypertile.engine.hdf5;

import io.hypertile.engine.Version;
import io.hypertile.journal.Change;
import io.hypertile.journal.Journal;
import io.hypertile.journal.RootPath;
import io.hypertile.journal.Transaction;
import io.hypertile.lock.HeldLock;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes array files anew: beside the old one, forced to disk, then put in its place by the log. The
 * cells are written once. Readers at work go on with the old file.
 */
final class FileRewriter {
  private final Journal journal;
  private final ArrayStates states;
  private final CodecPool pool;

  FileRewriter(Journal journal, ArrayStates states, CodecPool pool) {
    this.journal = journal;
    this.states = states;
    this.pool = pool;
  }

  /** Writes all cells of an array as one run, into the new file as they come in. */
  Version writeWholeRun(WriteTask task, CellSource cells, Supplier<HeldLock> lock)
      throws IOException {
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try (NewFile file = NewFile.forRun(path, task, currentMeta(task))) {
      long fillCells = file.writeCells(cells);
      file.forceCells();
      try (HeldLock held = lock.get()) {
        OpenFile before = states.acquire(task.file());
        try {
          if (fillCells == task.arrayCells()) {
            return removeCells(task, before);
          }
          if (before.metadata().root().hasOthers()) {
            throw StorageFailures.changed(task.path().text());
          }
          if (!file.finish(before.metadata().meta().json(), fillCells)) {
            throw StorageFailures.changed(task.path().text());
          }
          return replace(task, before, temporary);
        } finally {
          before.release();
        }
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private byte[] currentMeta(WriteTask task) throws IOException {
    OpenFile file = states.acquireReadable(task.file());
    try {
      return file.metadata().meta().json();
    } finally {
      file.release();
    }
  }

  /** Writes a box by making the whole file anew. */
  Version rebuild(WriteTask task, CellSource cells, Supplier<HeldLock> lock) throws IOException {
    try (StagedCells staged = StagedCells.stage(cells, task.bytes(), task.fill(), journal);
        HeldLock held = lock.get()) {
      OpenFile before = states.acquire(task.file());
      try {
        boolean onlyFill = staged.fillCells() == task.region().cells();
        if (onlyFill && before.metadata().data().isEmpty()) {
          return before.stamp().version();
        }
        if (onlyFill && EmptyCheck.isEmptyOutside(task, before)) {
          return removeCells(task, before);
        }
        return rewrite(task, before, before.metadata().meta().json(), Optional.of(staged));
      } finally {
        before.release();
      }
    }
  }

  /** Removes all cells. The caller holds the array's write lock. */
  Version removeCells(WriteTask task) throws IOException {
    OpenFile before = states.acquire(task.file());
    try {
      return before.metadata().data().isEmpty()
          ? before.stamp().version()
          : removeCells(task, before);
    } finally {
      before.release();
    }
  }

  /** Removes all cells. The caller holds the array's write lock. */
  Version removeCells(WriteTask task, OpenFile before) throws IOException {
    if (before.metadata().data().isEmpty()) {
      return before.stamp().version();
    }
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try {
      byte[] meta = before.metadata().meta().json();
      if (before.metadata().root().hasOthers()) {
        CopiedFile.write(path, task, before, meta, Optional.empty());
      } else {
        NewFile.writeEmpty(path, meta, task.arrayCells());
      }
      return replace(task, before, temporary);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  /**
   * Makes a file anew from the cells of the old one. The caller holds the array's write lock.
   *
   * @param meta the metadata text of the new file
   * @param box cells of the task's box that take the place of the old ones
   */
  Version rewrite(WriteTask task, OpenFile before, byte[] meta, Optional<StagedCells> box)
      throws IOException {
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try {
      boolean hasCells = before.metadata().data().isPresent() || box.isPresent();
      if (before.metadata().root().hasOthers()) {
        Optional<ChunkedFile.Merged> cells =
            hasCells
                ? Optional.of(new ChunkedFile.Merged(merged(task, before, box), pool))
                : Optional.empty();
        CopiedFile.write(path, task, before, meta, cells);
      } else if (!hasCells) {
        NewFile.writeEmpty(path, meta, task.arrayCells());
      } else {
        MergedCells cells = merged(task, before, box);
        if (task.storesRuns()) {
          NewFile.writeRun(path, task, meta, cells);
        } else {
          ChunkedFile.write(path, task, meta, cells, pool);
        }
      }
      return replace(task, before, temporary);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static MergedCells merged(WriteTask task, OpenFile before, Optional<StagedCells> box) {
    return new MergedCells(task, before.cells(task.schema()), box);
  }

  /** Leaves unused bytes behind. The caller holds the array's write lock. */
  Version compact(WriteTask task, OpenFile before) throws IOException {
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try {
      Compaction.copy(path, task, before);
      return replace(task, before, temporary);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private Version replace(WriteTask task, OpenFile before, RootPath temporary) {
    Instant modified = before.stamp().next();
    try (ArrayStates.Change change = states.begin(task.file(), before, false)) {
      journal.commit(
          Transaction.of(
              new Change.Replace(temporary, task.path()), new Change.Touch(task.path(), modified)));
    }
    return FileStamp.version(modified);
  }
}
