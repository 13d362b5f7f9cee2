package io.hypertile.engine.hdf5;

import io.hypertile.engine.Version;
import io.hypertile.journal.Change;
import io.hypertile.journal.Journal;
import io.hypertile.journal.Payload;
import io.hypertile.journal.RootPath;
import io.hypertile.journal.Transaction;
import io.hypertile.lock.HeldLock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes array files. How depends on what the file is and what is written: a whole array goes to a
 * new file that takes the old one's place; a box of a plain run of cells goes through the log into
 * the file; a box of chunked cells becomes new chunks in the file; in all other cases the file is
 * made anew from its cells and the box.
 *
 * <p>Bodies are staged before the array's lock is taken. What was learned from the file before is
 * checked again under the lock.
 */
final class ArrayWriter {
  private final DekerLayout layout;
  private final Journal journal;
  private final ArrayStates states;
  private final RunWriter runs;
  private final ChunkWriter chunks;
  private final FileRewriter rewriter;

  ArrayWriter(DekerLayout layout, Journal journal, ArrayStates states, CodecPool pool) {
    this.layout = layout;
    this.journal = journal;
    this.states = states;
    this.rewriter = new FileRewriter(journal, states, pool);
    this.runs = new RunWriter(journal, states, rewriter);
    this.chunks = new ChunkWriter(journal, states, rewriter, pool);
  }

  /**
   * Writes a box.
   *
   * @param lock takes the array's write lock
   */
  Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Supplier<HeldLock> lock) {
    WriteTask task = task(collection, id, region);
    try {
      return switch (formNow(task)) {
        case WHOLE_RUN -> rewriter.writeWholeRun(task, cells, lock);
        case RUN -> runs.write(task, cells, lock);
        case CHUNKS -> chunks.write(task, cells, lock);
        case REBUILD -> rewriter.rebuild(task, cells, lock);
      };
    } catch (NoSuchFileException e) {
      throw StorageFailures.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  /** Removes all cells. */
  Version clearWhole(Collection collection, ArrayId id, Supplier<HeldLock> lock) {
    Region whole = Region.whole(collection.schema().shape());
    WriteTask task = task(collection, id, whole);
    try (HeldLock held = lock.get()) {
      return rewriter.removeCells(task);
    } catch (NoSuchFileException e) {
      throw StorageFailures.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  /** Replaces the metadata text. The caller holds the array's write lock. */
  void replaceMeta(Collection collection, ArrayId id, byte[] meta) {
    WriteTask task = task(collection, id, Region.whole(collection.schema().shape()));
    try {
      OpenFile before = states.acquire(task.file());
      try {
        if (before.metadata().canGrow() || Patches.fits(before.metadata().meta(), meta)) {
          patchMeta(task, before, meta);
        } else {
          rewriter.rewrite(task, before, meta, Optional.empty());
        }
      } finally {
        before.release();
      }
    } catch (NoSuchFileException e) {
      throw StorageFailures.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(task.path().text(), e);
    }
  }

  private void patchMeta(WriteTask task, OpenFile before, byte[] meta) {
    try (ArrayStates.Change change = states.begin(task.file(), before, false)) {
      List<Change> changes = changes(task.path(), Patches.replaceMeta(before.metadata(), meta));
      changes.add(new Change.Touch(task.path(), before.stamp().next()));
      journal.commit(new Transaction(changes));
    }
  }

  /** Patches as changes of a file. */
  static List<Change> changes(RootPath path, Patches.Change patches) {
    List<Change> changes = new ArrayList<>();
    for (Patch patch : patches.patches()) {
      changes.add(new Change.WriteBytes(path, patch.position(), Payload.of(patch.bytes())));
    }
    return changes;
  }

  private WriteTask task(Collection collection, ArrayId id, Region region) {
    RootPath path = layout.arrayFile(collection.name(), id);
    return new WriteTask(collection.schema(), collection.storage(), path, layout.at(path), region);
  }

  private WriteForm formNow(WriteTask task) throws IOException {
    OpenFile file = states.acquireReadable(task.file());
    try {
      return WriteForm.of(task, file);
    } finally {
      file.release();
    }
  }
}
