package io.hypertile.deker.store.write;

import io.hypertile.array.Version;
import io.hypertile.chunk.CellSlabs;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.EmptyCounts;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.deker.store.state.PreImage;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes boxes into files whose cells are one run. The cells pass through the log and overwrite the
 * old ones in place; readers at work get the old ones from a {@link PreImage}.
 */
public final class RunWriter {
  /** Old cells up to so many bytes are kept always, so that new readers never wait. */
  private static final long ALWAYS_KEPT = 4L << 20;

  private final Journal journal;
  private final ArrayStates states;
  private final FileRewriter rewriter;

  RunWriter(Journal journal, ArrayStates states, FileRewriter rewriter) {
    this.journal = journal;
    this.states = states;
    this.rewriter = rewriter;
  }

  /** New cells on their way, and how many of them equal the fill value. */
  public record Incoming(Payload cells, long fillCells) {}

  /** Prepares a box; the caller holds the array's write lock and the file as it is. */
  FileChange prepare(WriteTask task, OpenFile before, Incoming incoming) throws IOException {
    boolean onlyFill = incoming.fillCells() == task.region().cells();
    if (before.metadata().data().isEmpty()) {
      return onlyFill
          ? FileChange.none(before.stamp().version(), false)
          : grow(task, before, incoming);
    }
    EmptyCounts.Count empty = states.counts().count(task, before);
    boolean keepsDataset = before.metadata().keepsDataset();
    if (onlyFill && !keepsDataset && EmptyCheck.isEmptyOutside(task, before, empty.cells())) {
      return rewriter.prepareRemoval(task, before);
    }
    return overwrite(task, before, empty, incoming);
  }

  /** Makes the run of cells, all of them fill values but for the box. */
  private FileChange grow(WriteTask task, OpenFile before, Incoming incoming) {
    ArrayFile file = before.metadata();
    InPlaceEdits.DataEdit added =
        InPlaceEdits.addData(file, DataPlan.contiguous(task.schema().dtype(), task.shape()));
    long cells = added.data().cells();
    long bytes = task.shape().bytes(task.schema().dtype());
    long empty = task.arrayCells() - task.region().cells() + incoming.fillCells();
    List<Change> changes = new ArrayList<>();
    if (!task.isWhole()) {
      changes.add(new Change.WriteFill(task.path(), cells, bytes, task.fill().bytes()));
    }
    changes.add(box(task, cells, incoming));
    changes.addAll(FileChange.changesOf(task.path(), added.edit()));
    changes.addAll(FileChange.changesOf(task.path(), InPlaceEdits.setEmptyCells(file, empty)));
    ArrayStates.Transition change = states.begin(task.file(), before, false);
    return ready(task, before, changes, change, new Outcome(true, true));
  }

  private FileChange overwrite(
      WriteTask task, OpenFile before, EmptyCounts.Count known, Incoming incoming)
      throws IOException {
    long cells = before.cells(task.schema()).plainCells().orElseThrow();
    ArrayStates.Transition change = states.begin(task.file(), before, true);
    try {
      boolean keeps = task.bytes() <= ALWAYS_KEPT / task.together() || change.hasReaders();
      long oldFill = keeps ? keepOld(task, before, change) : countOld(task, before);
      long empty = emptyAfter(task, known.cells() - oldFill + incoming.fillCells(), incoming);
      List<Change> changes = new ArrayList<>();
      changes.add(box(task, cells, incoming));
      changes.addAll(
          FileChange.changesOf(task.path(), InPlaceEdits.setEmptyCells(before.metadata(), empty)));
      return ready(task, before, changes, change, new Outcome(keeps, known.isTrue()));
    } catch (IOException | RuntimeException e) {
      change.close();
      throw e;
    }
  }

  /** A number from another program may be wrong; the cells of the box bound it. */
  private static long emptyAfter(WriteTask task, long computed, Incoming incoming) {
    long full = task.region().cells() - incoming.fillCells();
    return Math.clamp(computed, incoming.fillCells(), task.arrayCells() - full);
  }

  /** The change that puts a box into a run of cells. */
  public static Change box(WriteTask task, long cells, Incoming incoming) {
    Change.BoxTarget target =
        new Change.BoxTarget(cells, task.shape(), task.region(), task.cellSize());
    return new Change.WriteBox(task.path(), target, incoming.cells());
  }

  /**
   * Result of a change.
   *
   * @param keepsOld whether old cells stay readable
   * @param isCounted whether the number of empty cells is true afterwards
   */
  private record Outcome(boolean keepsOld, boolean isCounted) {}

  private FileChange ready(
      WriteTask task,
      OpenFile before,
      List<Change> changes,
      ArrayStates.Transition change,
      Outcome outcome) {
    Instant modified = before.stamp().next();
    changes.add(new Change.Touch(task.path(), modified));
    Version version = FileStamp.version(modified);
    return new FileChange(
        changes,
        version,
        new FileChange.Effect(true, outcome.keepsOld()),
        committed -> {
          if (committed && outcome.isCounted()) {
            states.counts().know(task.file(), version);
          }
          change.close();
        });
  }

  /** Keeps the old cells for readers and counts the fill values among them. */
  private long keepOld(WriteTask task, OpenFile before, ArrayStates.Transition change)
      throws IOException {
    FillValue fill = task.fill();
    long inMemory = StagedCells.LARGEST_IN_MEMORY / task.together();
    StagedCells old = new StagedCells(task.bytes(), journal, Arena.ofAuto(), inMemory);
    long[] count = {0};
    CellSlabs.forEach(
        before.cells(task.schema())::read,
        task.region(),
        task.cellSize(),
        (slab, cells) -> {
          count[0] += fill.count(cells);
          old.append(cells.asByteBuffer());
        });
    change.keep(new PreImage(task.region(), old.seal()));
    return count[0];
  }

  private static long countOld(WriteTask task, OpenFile before) throws IOException {
    long[] count = {0};
    CellSlabs.forEach(
        before.cells(task.schema())::read,
        task.region(),
        task.cellSize(),
        (slab, cells) -> count[0] += task.fill().count(cells));
    return count[0];
  }
}
