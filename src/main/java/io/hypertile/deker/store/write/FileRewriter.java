package io.hypertile.deker.store.write;

import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.RegionSource;
import io.hypertile.deker.store.files.ChunkPlanning;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rewrites array files: beside the old one, forced to disk, then put in its place by the log. The
 * cells are written once. Active readers keep the old file.
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

  /** Fills a new file with all cells of an array; gives how many equal the fill value. */
  @FunctionalInterface
  interface Filling {
    long fill(NewFile file) throws IOException;
  }

  /** Writes all cells of an array, into the new file as they come in. */
  Version writeWhole(WriteTask task, DataPlan plan, Filling filling, Supplier<LockStack> lock)
      throws IOException {
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try (NewFile file = NewFile.beginWithRoom(path, plan, currentMeta(task))) {
      long fillCells = filling.fill(file);
      file.forceMost();
      try (LockStack held = lock.get()) {
        OpenFile before = states.acquire(task.file());
        try {
          if (fillCells == task.arrayCells()) {
            return commit(prepareRemoval(task, before));
          }
          boolean isAsPlanned = ChunkPlanning.plan(task, before.metadata()).equals(plan);
          if (before.metadata().isUnusual() || !isAsPlanned) {
            throw StorageFailures.changed(task.path().text());
          }
          if (!file.finish(before.metadata().meta().json(), fillCells)) {
            throw StorageFailures.changed(task.path().text());
          }
          return commit(replacement(task, before, temporary, Outcome.CELLS));
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

  private Version commit(FileChange prepared) {
    try (FileChange change = prepared) {
      if (!change.changes().isEmpty()) {
        journal.commit(new Transaction(change.changes()));
        change.committed();
      }
      return change.version();
    }
  }

  /**
   * Prepares a box by rewriting the whole file. For this and all methods that follow, the caller
   * holds the array's write lock and the file as it is.
   */
  FileChange prepareRebuild(WriteTask task, OpenFile before, BoxCells box) throws IOException {
    boolean onlyFill = box.fillCells() == task.region().cells();
    if (onlyFill) {
      long known = states.counts().count(task, before).cells();
      if (before.metadata().data().isEmpty() || EmptyCheck.isEmptyOutside(task, before, known)) {
        return prepareRemoval(task, before);
      }
    }
    byte[] meta = before.metadata().meta().json();
    return prepareRewrite(task, before, meta, Optional.of(box.cells()));
  }

  /** Prepares all cells of an array. */
  FileChange prepareWhole(WriteTask task, OpenFile before, BoxCells cells) throws IOException {
    boolean isRun = ChunkPlanning.plan(task, before.metadata()) instanceof DataPlan.Contiguous;
    if (!isRun || cells.fillCells() == task.arrayCells()) {
      return prepareRebuild(task, before, cells);
    }
    byte[] meta = before.metadata().meta().json();
    return replacing(
        task, before, Outcome.CELLS, path -> NewFile.writeRun(path, task, meta, cells));
  }

  /** Prepares the removal of all cells; where the dataset has to stay, it gets fill values. */
  FileChange prepareRemoval(WriteTask task, OpenFile before) throws IOException {
    ArrayFile file = before.metadata();
    if (file.data().isEmpty()) {
      return FileChange.none(before.stamp().version(), false);
    }
    byte[] meta = file.meta().json();
    if (file.keepsDataset()) {
      RegionSource fill = (region, target, memory) -> task.fill().fill(target);
      return replacing(
          task, before, Outcome.CELLS, path -> writeAll(path, task, before, meta, fill));
    }
    return replacing(task, before, Outcome.NO_CELLS, path -> writeEmpty(path, task, before, meta));
  }

  /** Makes a file without cells; other content of the old one stays. */
  private static void writeEmpty(Path path, WriteTask task, OpenFile before, byte[] meta)
      throws IOException {
    if (before.metadata().hasOthers()) {
      CopiedFile.write(path, task, before, copy -> copy.removeCells(meta));
    } else {
      NewFile.writeEmpty(path, meta, task.arrayCells());
    }
  }

  /** Makes a file with all cells; other content of the old one stays. */
  private void writeAll(Path path, WriteTask task, OpenFile before, byte[] meta, RegionSource cells)
      throws IOException {
    ArrayEncoding encoding = new ArrayEncoding(cells, pool);
    if (before.metadata().isUnusual()) {
      CopiedFile.write(path, task, before, copy -> copy.replaceCells(meta, encoding));
      return;
    }
    switch (ChunkPlanning.plan(task, before.metadata())) {
      case DataPlan.Contiguous run -> NewFile.writeRun(path, task, meta, cells);
      case DataPlan.Chunked plan -> NewFile.writeChunks(path, task, plan, meta, encoding);
    }
  }

  /** Prepares another metadata text for a file in which there is no room for it. */
  FileChange prepareMeta(WriteTask task, OpenFile before, byte[] meta) throws IOException {
    boolean hasData = before.metadata().data().isPresent();
    if (before.metadata().isUnusual()) {
      boolean isCounted = states.counts().isTrue(task.file(), before);
      return replacing(
          task,
          before,
          new Outcome(hasData, isCounted),
          path -> CopiedFile.write(path, task, before, copy -> copy.replaceMeta(meta)));
    }
    return hasData
        ? prepareRewrite(task, before, meta, Optional.empty())
        : replacing(task, before, Outcome.NO_CELLS, path -> writeEmpty(path, task, before, meta));
  }

  /**
   * Prepares a file that is rewritten from the cells of the old one.
   *
   * @param meta the metadata text of the new file
   * @param box cells of the task's box that take the place of the old ones
   */
  private FileChange prepareRewrite(
      WriteTask task, OpenFile before, byte[] meta, Optional<MemorySegment> box)
      throws IOException {
    MergedCells cells = new MergedCells(task, before.cells(task.schema())::read, box);
    return replacing(
        task, before, Outcome.CELLS, path -> writeAll(path, task, before, meta, cells));
  }

  /** Prepares a file that leaves unused bytes behind. */
  FileChange prepareCompaction(WriteTask task, OpenFile before) throws IOException {
    boolean isCounted = states.counts().isTrue(task.file(), before);
    Outcome outcome = new Outcome(true, isCounted);
    return replacing(task, before, outcome, path -> Compaction.copy(path, task, before));
  }

  /** Makes a file at a path and forces it to disk. */
  @FunctionalInterface
  private interface Maker {
    void make(Path path) throws IOException;
  }

  /**
   * Result of a change.
   *
   * @param hasData whether the file holds cells afterwards
   * @param isCounted whether its number of empty cells is true afterwards
   */
  private record Outcome(boolean hasData, boolean isCounted) {
    static final Outcome CELLS = new Outcome(true, true);
    static final Outcome NO_CELLS = new Outcome(false, true);
  }

  private FileChange replacing(WriteTask task, OpenFile before, Outcome outcome, Maker maker)
      throws IOException {
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    try {
      maker.make(temporary.resolve(journal.root()));
      return replacement(task, before, temporary, outcome);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary.resolve(journal.root()));
      throw e;
    }
  }

  private FileChange replacement(
      WriteTask task, OpenFile before, RootPath temporary, Outcome outcome) throws IOException {
    states.guarding().adopt(task.file(), temporary.resolve(journal.root()));
    Instant modified = before.stamp().next();
    Version version = FileStamp.version(modified);
    ArrayStates.Transition change = states.begin(task.file(), before, false);
    return new FileChange(
        List.of(
            new Change.Replace(temporary, task.path()), new Change.Touch(task.path(), modified)),
        version,
        new FileChange.Effect(outcome.hasData(), true),
        committed -> {
          if (committed && outcome.isCounted()) {
            states.counts().know(task.file(), version);
          }
          change.close();
          Files.deleteIfExists(temporary.resolve(journal.root()));
        });
  }
}
