package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The cells of a selection, slab by slab in C order. The first slab has been read when the stream
 * is there, so that what can fail has most likely failed already; a failure later than that leaves
 * the answer unfinished. Memory is the same for results of any size. Used by one thread; must be
 * closed.
 */
public final class CellStream implements AnswerCells {
  /** Slabs that a thread of the pool works on before others have their turn. */
  private static final int TURN = 8;

  private final SlabPlan plan;
  private final ByteSpan span;
  private final long firstSlab;
  private final long endSlab;
  private final CellReader reader;
  private final PlanExecutor executor;
  private final SlabMemory memory;
  private final Version version;
  private final AtomicLong unread;
  private final Deque<FutureTask<?>> ahead = new ArrayDeque<>();
  private long next;
  private long following;
  private ReadTimings timings = new ReadTimings(0, 0, 0);
  private boolean taken;
  private boolean readerClosed;

  /** Part to read: a plan, and the wanted bytes of its result. */
  record Wanted(SlabPlan plan, ByteSpan span) {}

  /** A reading that is being opened. Used by one thread; must be closed. */
  public static final class Ahead implements AutoCloseable {
    private final Future<Optional<CellStream>> opening;
    private boolean isTaken;

    Ahead(Future<Optional<CellStream>> opening) {
      this.opening = opening;
    }

    /**
     * The reading, which the caller closes; empty if there was no memory for it.
     *
     * @throws io.hypertile.error.ServiceException as {@link CellReads#open(PlannedAccess)}
     */
    public Optional<AnswerCells> take() {
      isTaken = true;
      return PlanExecutor.await(opening).map(AnswerCells.class::cast);
    }

    /** Waits until it is opened, and gives it up unless it was taken. */
    @Override
    public void close() {
      if (!isTaken) {
        try {
          take().ifPresent(AnswerCells::close);
        } catch (RuntimeException | Error e) {
          // Nobody wants it any more.
        }
      }
    }
  }

  CellStream(Wanted wanted, CellReader reader, PlanExecutor executor, SlabMemory memory) {
    this.plan = wanted.plan;
    this.span = wanted.span;
    this.firstSlab = plan.slabAt(span.start());
    this.endSlab = plan.slabAt(span.stop() - 1) + 1;
    this.reader = reader;
    this.executor = executor;
    this.memory = memory;
    this.version = reader.version();
    this.next = firstSlab;
    this.following = firstSlab + 1;
    this.unread = new AtomicLong(endSlab - firstSlab);
  }

  @Override
  public Version version() {
    return version;
  }

  /** The plan that is read. */
  public SlabPlan plan() {
    return plan;
  }

  @Override
  public ReadTimings timings() {
    return timings;
  }

  /**
   * Hands on the wanted bytes of all slabs, reading those that follow while the consumer has one.
   * To be called once.
   *
   * @throws IOException what the consumer threw
   * @throws io.hypertile.error.ServiceException if reading fails
   */
  @Override
  public void forEachSlab(SlabConsumer consumer) throws IOException {
    take();
    try {
      while (next < endSlab) {
        if (next > firstSlab) {
          PlanExecutor.await(ahead.remove());
        }
        consumer.accept(handOn());
      }
    } finally {
      ahead.forEach(CellStream::settle);
    }
  }

  /**
   * Like {@link #forEachSlab}, but the consumer runs on threads of the pool, for work that would
   * keep the carriers of virtual threads busy. A slab that no thread has begun to read when its
   * turn comes is read by the consumer's, so that none waits for work in the queue behind it; after
   * a few slabs other work has its turn.
   *
   * @param interest asked after a few slabs
   * @throws Interest.LostException if it was lost
   */
  void forEachSlabInPool(Consumer<CellBlock> consumer, Interest interest) {
    take();
    try {
      while (next < endSlab) {
        PlanExecutor.await(executor.submit(() -> turn(consumer)));
        if (interest.isLost()) {
          throw new Interest.LostException();
        }
      }
    } finally {
      ahead.forEach(CellStream::settle);
    }
  }

  private void take() {
    if (taken) {
      throw new IllegalStateException("the cells were taken already");
    }
    taken = true;
  }

  private void turn(Consumer<CellBlock> consumer) {
    long end = Math.min(endSlab, next + TURN);
    while (next < end) {
      if (next > firstSlab) {
        FutureTask<?> read = ahead.remove();
        read.run();
        PlanExecutor.await(read);
      }
      consumer.accept(handOn());
    }
  }

  /** The next slab, which has been read; those behind it are read from now on. */
  private CellBlock handOn() {
    for (; following < endSlab && following <= next + plan.ahead(); following++) {
      long slab = following;
      FutureTask<?> read = new FutureTask<>(() -> read(slab), null);
      executor.execute(read);
      ahead.add(read);
    }
    return wantedOf(next++);
  }

  private CellBlock wantedOf(long n) {
    long offset = plan.offset(n);
    long from = Math.max(0, span.start() - offset);
    long to = Math.min(plan.bytes(n), span.stop() - offset);
    return memory.slab(n).slice(from, to - from);
  }

  /** Waits for a read that nobody wants any more, since memory and reader are in use until then. */
  private static void settle(Future<?> read) {
    try {
      PlanExecutor.await(read);
    } catch (RuntimeException | Error e) {
      // An earlier failure is on its way to the caller.
    }
  }

  /** Reads the first slab on the calling thread. */
  void readFirst() {
    read(firstSlab);
  }

  void setTimings(ReadTimings measured) {
    this.timings = measured;
  }

  private void read(long n) {
    memory.empty(n);
    CellBlock target = memory.slab(n).slice(0, plan.bytes(n));
    SlabReading.Memory room = new SlabReading.Memory(target, memory.scratch(n));
    plan.read(n, reader, room, executor.helpers());
    if (unread.decrementAndGet() == 0) {
      closeReader();
    }
  }

  /** Lets go of the array as soon as nothing more is read, however slow the client is. */
  private void closeReader() {
    if (!readerClosed) {
      readerClosed = true;
      reader.close();
    }
  }

  @Override
  public void close() {
    try {
      closeReader();
    } finally {
      memory.close();
    }
  }
}
