package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cells of a selection, slab by slab in C order. The first slab has been read when the stream
 * is there, so that what can fail has most likely failed already; a failure later than that leaves
 * the answer unfinished. Memory is the same for results of any size. Used by one thread; must be
 * closed.
 */
public final class CellStream implements AnswerCells {
  private final SlabPlan plan;
  private final ByteSpan span;
  private final long firstSlab;
  private final long endSlab;
  private final CellReader reader;
  private final PlanExecutor executor;
  private final SlabMemory memory;
  private final Version version;
  private final AtomicLong unread;
  private ReadTimings timings = new ReadTimings(0, 0, 0);
  private boolean taken;
  private boolean readerClosed;

  /** Part to read: a plan, and the wanted bytes of its result. */
  record Wanted(SlabPlan plan, ByteSpan span) {}

  CellStream(Wanted wanted, CellReader reader, PlanExecutor executor, SlabMemory memory) {
    this.plan = wanted.plan;
    this.span = wanted.span;
    this.firstSlab = plan.slabAt(span.start());
    this.endSlab = plan.slabAt(span.stop() - 1) + 1;
    this.reader = reader;
    this.executor = executor;
    this.memory = memory;
    this.version = reader.version();
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
    if (taken) {
      throw new IllegalStateException("the cells were taken already");
    }
    taken = true;
    Deque<Future<?>> ahead = new ArrayDeque<>(plan.ahead() + 1);
    long following = firstSlab + 1;
    try {
      for (long n = firstSlab; n < endSlab; n++) {
        if (n > firstSlab) {
          PlanExecutor.await(ahead.remove());
        }
        for (; following < endSlab && following <= n + plan.ahead(); following++) {
          long slab = following;
          ahead.add(executor.submit(() -> read(slab)));
        }
        consumer.accept(wantedOf(n));
      }
    } finally {
      ahead.forEach(CellStream::settle);
    }
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
