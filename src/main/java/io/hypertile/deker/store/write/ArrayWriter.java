package io.hypertile.deker.store.write;

import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.files.ChunkPlanning;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.engine.ArrayFaults;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes array files, in a way that depends on the file and on the cells to write: a whole array
 * goes to a new file that takes the old one's place; a box of a plain run of cells goes through the
 * log into the file; a box of chunked cells becomes new chunks in the file; in all other cases the
 * file is rewritten from its cells and the box.
 *
 * <p>Bodies are staged before the array's lock is taken. Facts read from the file before are
 * checked again under the lock.
 */
public final class ArrayWriter {
  /** Arrays up to so many bytes go through the log whole, which costs one forced write for many. */
  public static final long LOGGED_WHOLE = 1L << 20;

  private final DekerLayout layout;
  private final Journal journal;
  private final ArrayStates states;
  private final RunWriter runs;
  private final CodecPool pool;
  private final ChunkWriter chunks;
  private final FileRewriter rewriter;

  public ArrayWriter(DekerLayout layout, Journal journal, ArrayStates states, CodecPool pool) {
    this.layout = layout;
    this.journal = journal;
    this.states = states;
    this.pool = pool;
    this.rewriter = new FileRewriter(journal, states, pool);
    this.runs = new RunWriter(journal, states, rewriter);
    this.chunks = new ChunkWriter(journal, states, rewriter, pool);
  }

  public Journal journal() {
    return journal;
  }

  CodecPool pool() {
    return pool;
  }

  /**
   * Writes a box.
   *
   * @param lock takes the array's write lock
   */
  public Version write(
      Collection collection,
      ArrayId id,
      Region region,
      CellSource cells,
      Supplier<LockStack> lock) {
    WriteTask task = task(collection, id, region);
    try {
      Now now = now(task);
      return switch (now.form()) {
        case WHOLE -> writeWhole(task, now.plan(), cells, lock);
        case RUN -> writeRun(task, cells, lock);
        case CHUNKS -> writeStaged(task, WriteForm.CHUNKS, cells, lock);
        case REBUILD -> writeStaged(task, WriteForm.REBUILD, cells, lock);
      };
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  private Version writeWhole(
      WriteTask task, DataPlan plan, CellSource cells, Supplier<LockStack> lock)
      throws IOException {
    return switch (plan) {
      case DataPlan.Contiguous run ->
          rewriter.writeWhole(
              task,
              run,
              file -> CellPump.pump(cells, task.bytes(), task.fill(), file::append),
              lock);
      case DataPlan.Chunked chunked -> {
        try (ChunkIntake intake = ChunkIntake.tryTake(task, chunked, pool).orElse(null)) {
          yield intake == null
              ? writeStaged(task, WriteForm.REBUILD, cells, lock)
              : rewriter.writeWhole(
                  task, chunked, file -> intake.encode(cells, file::appendChunk), lock);
        }
      }
    };
  }

  private Version writeRun(WriteTask task, CellSource cells, Supplier<LockStack> lock)
      throws IOException {
    try (Staging staging = journal.stage()) {
      long fillCells = CellPump.pump(cells, task.bytes(), task.fill(), staging::append);
      RunWriter.Incoming incoming = new RunWriter.Incoming(staging.payload(), fillCells);
      return change(
          task,
          lock,
          before -> {
            requireForm(task, before, WriteForm.RUN);
            return runs.prepare(task, before, incoming);
          });
    }
  }

  private Version writeStaged(
      WriteTask task, WriteForm form, CellSource cells, Supplier<LockStack> lock)
      throws IOException {
    try (StagedCells staged = StagedCells.stage(cells, task.bytes(), task.fill(), journal)) {
      if (form == WriteForm.REBUILD) {
        return change(task, lock, before -> rewriter.prepareRebuild(task, before, staged.box()));
      }
      try (LockStack held = lock.get()) {
        Version version =
            commit(
                task,
                before -> {
                  requireForm(task, before, form);
                  return chunks.prepare(task, before, staged.box());
                });
        return compactIfWorthwhile(task).orElse(version);
      }
    }
  }

  private static void requireForm(WriteTask task, OpenFile before, WriteForm form) {
    if (WriteForm.of(task, before) != form) {
      throw StorageFailures.changed(task.path().text());
    }
  }

  /** Removes all cells; where the dataset has to stay, sets them to the fill value. */
  public Version clearWhole(Collection collection, ArrayId id, Supplier<LockStack> lock) {
    Region whole = Region.whole(collection.arrays().shape());
    WriteTask task = task(collection, id, whole);
    try {
      if (keepsDataset(task)) {
        FillSource fill = new FillSource(task.fill(), task.arrayCells());
        return write(collection, id, whole, fill, lock);
      }
      return change(task, lock, before -> rewriter.prepareRemoval(task, before));
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  private boolean keepsDataset(WriteTask task) throws IOException {
    OpenFile file = states.acquireReadable(task.file());
    try {
      return file.metadata().keepsDataset();
    } finally {
      file.release();
    }
  }

  /** Prepares a change of a file in its present state. */
  @FunctionalInterface
  private interface Preparation {
    public FileChange prepare(OpenFile before) throws IOException;
  }

  private Version change(WriteTask task, Supplier<LockStack> lock, Preparation preparation)
      throws IOException {
    try (LockStack held = lock.get()) {
      return commit(task, preparation);
    }
  }

  private Version commit(WriteTask task, Preparation preparation) throws IOException {
    OpenFile before = states.acquire(task.file());
    try (FileChange change = preparation.prepare(before.requireClosed())) {
      if (!change.changes().isEmpty()) {
        journal.commit(new Transaction(change.changes()));
        change.committed();
      }
      return change.version();
    } finally {
      before.release();
    }
  }

  /**
   * Prepares a box of cells that are all at hand, with whatever form fits. The caller holds the
   * array's write lock and the file as it is.
   */
  public FileChange prepare(WriteTask task, OpenFile before, BoxCells box) throws IOException {
    WriteForm form = WriteForm.of(task, before.requireClosed());
    if (form == WriteForm.WHOLE && task.storesRuns() && task.bytes() <= LOGGED_WHOLE) {
      form = WriteForm.ofBox(task, before);
    }
    return switch (form) {
      case WHOLE -> rewriter.prepareWhole(task, before, box);
      case RUN ->
          runs.prepare(
              task, before, new RunWriter.Incoming(Payload.of(box.cells()), box.fillCells()));
      case CHUNKS -> chunks.prepare(task, before, box);
      case REBUILD -> rewriter.prepareRebuild(task, before, box);
    };
  }

  /** Rewrites a file of which more than half is unused. The caller holds the write lock. */
  public Optional<Version> compactIfWorthwhile(WriteTask task) throws IOException {
    OpenFile now = states.acquire(task.file());
    try {
      return Compaction.isWorthwhile(now.metadata())
          ? Optional.of(commit(task, before -> rewriter.prepareCompaction(task, before)))
          : Optional.empty();
    } finally {
      now.release();
    }
  }

  /** Replaces the metadata text. The caller holds the array's write lock. */
  public void replaceMeta(Collection collection, ArrayId id, byte[] meta) {
    WriteTask task = task(collection, id, Region.whole(collection.arrays().shape()));
    try {
      commit(
          task,
          before ->
              before.metadata().canGrow() || InPlaceEdits.fits(before.metadata().meta(), meta)
                  ? patchMeta(task, before, meta)
                  : rewriter.prepareMeta(task, before, meta));
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  private FileChange patchMeta(WriteTask task, OpenFile before, byte[] meta) {
    List<Change> changes =
        FileChange.changesOf(task.path(), InPlaceEdits.replaceMeta(before.metadata(), meta));
    Instant modified = before.stamp().next();
    changes.add(new Change.Touch(task.path(), modified));
    Version version = FileStamp.version(modified);
    boolean isCounted = states.counts().isTrue(task.file(), before);
    ArrayStates.Transition change = states.begin(task.file(), before, false);
    return new FileChange(
        changes,
        version,
        new FileChange.Effect(before.metadata().data().isPresent(), true),
        committed -> {
          if (committed && isCounted) {
            states.counts().know(task.file(), version);
          }
          change.close();
        });
  }

  private WriteTask task(Collection collection, ArrayId id, Region region) {
    RootPath path = layout.arrayFile(collection.name(), id);
    return new WriteTask(collection, path, layout.at(path), region, 1);
  }

  /**
   * Form in which a task would be carried out, and the plan by which all its cells would be stored.
   */
  private record Now(WriteForm form, DataPlan plan) {}

  private Now now(WriteTask task) throws IOException {
    OpenFile file = states.acquireReadable(task.file());
    try {
      return new Now(
          WriteForm.of(task, file.requireClosed()), ChunkPlanning.plan(task, file.metadata()));
    } finally {
      file.release();
    }
  }
}
