package io.hypertile.reading;

import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StoredArray;
import io.hypertile.memory.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a selection, slab by slab in C order. The first slab has been read when the stream
 * is there, so that what can fail has most likely failed already; a failure later than that leaves
 * the answer unfinished. Memory is the same for results of any size. Used by one thread; must be
 * closed.
 */
public final class CellStream implements AutoCloseable {
  private final ReadPlan plan;
  private final ByteSpan span;
  private final long firstSlab;
  private final long endSlab;
  private final ArrayReader reader;
  private final PlanExecutor executor;
  private final NativeBuffer lease;
  private final StoredArray array;
  private ReadTimings timings = new ReadTimings(0, 0, 0);
  private boolean taken;
  private boolean readerClosed;
  private boolean leaseReturned;

  /** Takes one slab after the other. */
  @FunctionalInterface
  public interface SlabConsumer {
    /**
     * Takes a slab.
     *
     * @param cells its cells, valid until the method returns
     */
    void accept(MemorySegment cells) throws IOException;
  }

  /** What is read: a plan, and the bytes of its result that are wanted. */
  record Wanted(ReadPlan plan, ByteSpan span) {}

  CellStream(Wanted wanted, ArrayReader reader, PlanExecutor executor, NativeBuffer lease) {
    this.plan = wanted.plan;
    this.span = wanted.span;
    this.firstSlab = plan.slabAt(span.start());
    this.endSlab = plan.slabAt(span.stop() - 1) + 1;
    this.reader = reader;
    this.executor = executor;
    this.lease = lease;
    this.array = reader.array();
  }

  /** The array as it was when it was opened. */
  public StoredArray array() {
    return array;
  }

  /** What is read and how. */
  public ReadPlan plan() {
    return plan;
  }

  /** How long the steps up to here took. */
  public ReadTimings timings() {
    return timings;
  }

  /**
   * Hands on the wanted bytes of all slabs, reading the next one while the consumer has one. To be
   * called once.
   *
   * @throws IOException what the consumer threw
   * @throws io.hypertile.error.ServiceException if reading fails
   */
  public void forEachSlab(SlabConsumer consumer) throws IOException {
    if (taken) {
      throw new IllegalStateException("the cells were taken already");
    }
    taken = true;
    for (long n = firstSlab; n < endSlab; n++) {
      long following = n + 1;
      @Nullable Future<?> next =
          following == endSlab ? null : executor.submit(() -> read(following));
      try {
        long offset = plan.offset(n);
        long from = Math.max(0, span.start() - offset);
        long to = Math.min(plan.slab(n).bytes(), span.stop() - offset);
        consumer.accept(buffer(n).asSlice(from, to - from));
      } finally {
        if (next != null) {
          PlanExecutor.await(next);
        }
      }
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
    Slab slab = plan.slab(n);
    plan.reads().read(slab, reader, buffer(n).asSlice(0, slab.bytes()), scratch());
    if (n + 1 == endSlab) {
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

  private MemorySegment buffer(long slab) {
    return lease.bytes().asSlice((slab % 2) * PlanExecutor.padded(plan.slabBytes()));
  }

  private MemorySegment scratch() {
    return lease.bytes().asSlice(PlanExecutor.slabSpace(plan));
  }

  @Override
  public void close() {
    try {
      closeReader();
    } finally {
      if (!leaseReturned) {
        leaseReturned = true;
        lease.close();
      }
    }
  }
}
