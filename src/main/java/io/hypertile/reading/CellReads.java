package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.Region;
import io.hypertile.reduction.Extent;
import io.hypertile.reduction.ReductionRun;
import io.hypertile.slice.Selection;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens readings that have been planned, of any array. Thread-safe. */
public final class CellReads {
  /** Bytes that are copied in less time than a thread takes to wake another. */
  private static final long SMALL = 64 << 10;

  /** The same for bytes that are copied at once. */
  private static final long SMALL_RUN = 1 << 20;

  /** The same for bytes of a chunk that go out as they are stored. */
  private static final long SMALL_CHUNK = 2 << 20;

  private final ReadPlanner planner;
  private final PlanExecutor executor;

  /** Readings of slabs that a planner cuts and an executor reads. */
  public CellReads(ReadPlanner planner, PlanExecutor executor) {
    this.planner = planner;
    this.executor = executor;
  }

  /**
   * Opens a planned reading and reads its first slab.
   *
   * @param planned its array is opened in the state that it was found in if that is still held
   * @throws ServiceException {@code too-many-requests} if there is no memory for it in time, {@code
   *     locked} if the array's axes or its type changed since it was found
   */
  public CellStream open(PlannedAccess planned) {
    return stream(planned, ByteSpan.whole(planned.cost()));
  }

  /**
   * Opens a planned reading of some of the result's bytes. Reads the slabs that have them.
   *
   * @param span the bytes, at least one
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public AnswerCells open(PlannedRead planned, ByteSpan span) {
    return open(planned, span, Interest.LASTING);
  }

  /**
   * Opens a planned reading of some of the result's bytes, and gives it up if it takes long and
   * nobody waits for it.
   *
   * @param interest asked after every few slabs that are reduced
   * @throws Interest.LostException if it was lost
   */
  public AnswerCells open(PlannedRead planned, ByteSpan span, Interest interest) {
    return switch (planned) {
      case PlannedAccess access -> stream(access, span);
      case PlannedBoxes boxes ->
          stream(
              boxes,
              bounds(boxes),
              span,
              reader -> planner.plan(boxes, reader.chunkShape(), reader.advice()));
      case PlannedReduction reduction -> reduce(reduction, span, interest);
      case PlannedPoints points ->
          stream(
              points,
              bounds(points.points().lists()),
              span,
              reader -> planner.plan(points, reader.chunkShape(), reader.advice()));
    };
  }

  /**
   * Begins to open a planned reading on another thread, if there is memory for it by then without
   * waiting. Nobody else uses what was planned until the reading is taken or closed.
   */
  public CellStream.Ahead openAhead(PlannedAccess planned) {
    ByteSpan span = ByteSpan.whole(planned.cost());
    return new CellStream.Ahead(
        executor.openAhead(
            () -> planned.array().open(bounds(planned.selection())),
            reader -> {
              requireSame(planned.array(), reader);
              return new CellStream.Wanted(planner.plan(planned, reader), span);
            }));
  }

  /** Makes all results, so that whatever fails does so before the first of them is handed on. */
  private AnswerCells reduce(PlannedReduction planned, ByteSpan span, Interest interest) {
    PlannedAccess cells = planned.cells();
    long state = (planned.stateBytes() + Long.BYTES - 1) & -Long.BYTES;
    NativeBuffer lease = executor.take(state + planned.cost().bytes());
    boolean isMade = false;
    MemorySegment results = lease.bytes().asSlice(state, planned.cost().bytes());
    MemorySegment states = lease.bytes().asSlice(0, state);
    ReductionRun run =
        new ReductionRun(planned.reduction(), planned.array().nulls(), states, results);
    try (CellStream stream =
        stream(
            cells,
            bounds(cells.selection()),
            ByteSpan.whole(cells.cost()),
            reader -> planner.plan(cells, run.cut(reader), reader))) {
      long start = System.nanoTime();
      stream.forEachSlabInPool(slab -> run.take(slab.cells()), interest);
      PlanExecutor.await(executor.submit(run::end));
      ReadTimings timings = stream.timings().andReading(System.nanoTime() - start);
      isMade = true;
      return new ReducedCells(
          lease,
          results.asSlice(span.start(), span.stop() - span.start()),
          stream.version(),
          timings);
    } finally {
      if (!isMade) {
        lease.close();
      }
    }
  }

  /**
   * Finds the smallest box with all cells of an array that hold something.
   *
   * @param interest asked after every few slabs
   * @throws Interest.LostException if it was lost
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public FoundExtent extent(CellArray array, Interest interest) {
    PlannedAccess cells = PlannedAccess.of(array, Selection.whole(array.spec().shape()));
    try (CellStream stream = stream(cells, ByteSpan.whole(cells.cost()))) {
      Extent extent = new Extent(array.spec().shape(), array.spec().dtype(), array.blank());
      stream.forEachSlabInPool(extent::take, interest);
      return new FoundExtent(stream.version(), extent.box());
    }
  }

  /**
   * Reads an encoded chunk: as it is stored where it is stored in this form, otherwise its cells,
   * framed.
   *
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public ChunkBytes open(PlannedChunk planned) {
    PlannedChunk.Stored stored = new PlannedChunk.Stored.Unread();
    if (planned.array().isOneFile()) {
      stored = executor.tryHere(() -> Optional.of(stored(planned, SMALL_CHUNK))).orElse(stored);
    }
    if (stored instanceof PlannedChunk.Stored.Unread) {
      stored = PlanExecutor.await(executor.submit(() -> stored(planned, Long.MAX_VALUE)));
    }
    return stored instanceof PlannedChunk.Stored.Found found ? found.bytes() : encode(planned);
  }

  private PlannedChunk.Stored stored(PlannedChunk planned, long most) {
    return planned.readStored(
        size -> size > most ? Optional.empty() : executor.tryTake(size), CellReads::requireSame);
  }

  private ChunkBytes encode(PlannedChunk planned) {
    NativeBuffer lease = executor.take(planned.mostBytes());
    boolean isMade = false;
    try {
      ChunkBytes bytes =
          PlanExecutor.await(executor.submit(() -> planned.read(lease, CellReads::requireSame)));
      isMade = true;
      return bytes;
    } finally {
      if (!isMade) {
        lease.close();
      }
    }
  }

  /**
   * Finds the object of a chunk.
   *
   * @return empty if there is none
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public Optional<StoredBytes> open(PlannedObject planned) {
    return PlanExecutor.await(executor.submit(() -> find(planned)));
  }

  /**
   * Opens the objects of all chunks of an array, in the state that was found if it is still held.
   *
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public StoredObjects objects(CellArray array) {
    CellReader reader =
        PlanExecutor.await(executor.submit(() -> array.open(Region.whole(array.spec().shape()))));
    boolean isKept = false;
    try {
      requireSame(array, reader);
      isKept = true;
      return new StoredObjects(reader, executor);
    } finally {
      if (!isKept) {
        reader.close();
      }
    }
  }

  private Optional<StoredBytes> find(PlannedObject planned) {
    CellReader reader = planned.array().open(planned.box());
    boolean isKept = false;
    try {
      requireSame(planned.array(), reader);
      Optional<StoredBytes> found =
          reader
              .object(planned.position())
              .map(object -> new StoredBytes(reader, object, executor));
      isKept = found.isPresent();
      return found;
    } finally {
      if (!isKept) {
        reader.close();
      }
    }
  }

  private CellStream stream(PlannedAccess access, ByteSpan span) {
    return stream(access, bounds(access.selection()), span, reader -> planner.plan(access, reader));
  }

  private CellStream stream(
      PlannedRead planned, Region bounds, ByteSpan span, Function<CellReader, SlabPlan> plan) {
    Supplier<CellReader> opener = () -> planned.array().open(bounds);
    Function<CellReader, CellStream.Wanted> wanted =
        reader -> {
          requireSame(planned.array(), reader);
          return new CellStream.Wanted(plan.apply(reader), span);
        };
    return isSmall(planned) ? executor.openSmall(opener, wanted) : executor.open(opener, wanted);
  }

  /** Whether all that has to be done is most likely to copy a few cells from one file. */
  private static boolean isSmall(PlannedRead planned) {
    long bytes = planned.readBytes();
    boolean isShort = bytes <= SMALL || bytes <= SMALL_RUN && isRun(planned);
    return isShort && planned.array().isQuick();
  }

  private static boolean isRun(PlannedRead planned) {
    return planned instanceof PlannedAccess access
        && access
            .selection()
            .asRegion()
            .filter(box -> box.isRunOf(access.selection().shape()))
            .isPresent();
  }

  /** Refuses a reader with other axes than those that the selection was resolved over. */
  private static void requireSame(CellArray found, CellReader reader) {
    if (!reader.spec().equals(found.spec())) {
      throw new ServiceException(
          ErrorCode.LOCKED, "The array's attributes changed while it was being opened; try again.");
    }
  }

  private static Region bounds(PlannedBoxes boxes) {
    Region all = bounds(boxes.boxes().getFirst().selection());
    for (PlannedBoxes.Box box : boxes.boxes()) {
      all = all.hull(bounds(box.selection()));
    }
    return all;
  }

  /** The smallest box with all positions of a selection. */
  private static Region bounds(Selection selection) {
    List<Selection.AxisSelection> axes = selection.axes();
    long[] start = new long[axes.size()];
    long[] stop = new long[axes.size()];
    for (int axis = 0; axis < start.length; axis++) {
      AxisRuns runs = new AxisRuns(axes.get(axis), new AxisRuns.Merging(0, 1, 0));
      long count = axes.get(axis).count();
      start[axis] = runs.low(0, count);
      stop[axis] = runs.high(0, count);
    }
    return Region.of(start, stop);
  }
}
