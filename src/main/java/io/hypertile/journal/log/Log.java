package io.hypertile.journal.log;

import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.disk.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Appends records to the segment in use and forces them to disk for all who wait. Thread-safe. */
public final class Log {
  /** Part of the record being appended that is not written yet; guarded by {@code appending}. */
  private final ByteBuffer gather = ByteBuffer.allocateDirect(Buffers.SIZE);

  private final LogFailure failure;
  private final ReentrantLock appending = new ReentrantLock();
  private final Condition applied = appending.newCondition();
  private final ReentrantLock syncing = new ReentrantLock();
  private final Condition synced = syncing.newCondition();
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong sharedSyncs = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private volatile Segment active;
  private volatile long appended;
  private volatile long durable;
  private volatile long appendedBytes;
  private boolean forcing;

  /** A record in the log. */
  public record Ticket(Segment segment, long sequence) {}

  /**
   * A log that continues in an empty segment.
   *
   * @param last sequence of the last record before it
   */
  public Log(Segment first, long last, LogFailure failure) throws IOException {
    this.failure = failure;
    this.active = first;
    this.appended = last;
    this.durable = last;
    first.writeHeader(last + 1);
  }

  /**
   * Appends a record. If that fails the log is as it was before.
   *
   * @param gone paths that the record moves away or deletes with everything below
   */
  public Ticket append(RecordBody body, Set<Staging> sideFiles, List<RootPath> gone)
      throws IOException {
    appending.lock();
    try {
      failure.check();
      Segment segment = active;
      RecordHeader header =
          new RecordHeader(
              appended + 1, durable, body.meta().length, body.crc(), body.inlineBytes());
      try {
        write(segment, header, body);
      } catch (IOException e) {
        withdraw(segment, e);
        throw e;
      }
      long bytes = header.recordBytes();
      segment.end += bytes;
      for (Staging staging : sideFiles) {
        segment.sideFiles.add(staging.number());
        bytes += staging.size();
      }
      gone.forEach(path -> segment.gone(path).add(path.text()));
      segment.firstNanos = segment.records++ == 0 ? System.nanoTime() : segment.firstNanos;
      segment.bytes += bytes;
      segment.underWay++;
      appendedBytes += bytes;
      appended++;
      return new Ticket(segment, appended);
    } finally {
      appending.unlock();
    }
  }

  private void write(Segment segment, RecordHeader header, RecordBody body) throws IOException {
    long at = segment.end;
    gather.clear();
    header.write(gather);
    at = write(segment, at, Payload.of(body.meta()));
    for (Payload payload : body.inline()) {
      at = write(segment, at, payload);
    }
    int padding = (int) (header.recordBytes() - RecordHeader.SIZE - body.meta().length);
    padding -= (int) body.inlineBytes();
    at = gather.remaining() < padding ? flush(segment, at) : at;
    for (int i = 0; i < padding; i++) {
      gather.put((byte) 0);
    }
    flush(segment, at);
  }

  private long write(Segment segment, long position, Payload payload) throws IOException {
    long at = position;
    long done = 0;
    while (done < payload.size()) {
      int count = (int) Math.min(gather.remaining(), payload.size() - done);
      gather.limit(gather.position() + count);
      Payloads.read(payload, done, gather);
      gather.limit(gather.capacity());
      done += count;
      at = gather.hasRemaining() ? at : flush(segment, at);
    }
    return at;
  }

  private long flush(Segment segment, long at) throws IOException {
    int count = gather.flip().remaining();
    segment.file().write(gather, at);
    gather.clear();
    return at + count;
  }

  /** Cuts off a record that was written in part. */
  private void withdraw(Segment segment, IOException cause) {
    try {
      segment.cutOff();
    } catch (IOException e) {
      e.addSuppressed(cause);
      failure.fail("a record written in part cannot be cut off the log", e);
    }
  }

  /** Waits until a record is durable, or makes it so together with all others appended by then. */
  public void sync(long sequence) throws IOException {
    syncing.lock();
    try {
      while (forcing && durable < sequence) {
        synced.awaitUninterruptibly();
      }
      if (durable >= sequence) {
        sharedSyncs.incrementAndGet();
        return;
      }
      failure.check();
      forcing = true;
    } finally {
      syncing.unlock();
    }
    long reached = durable;
    try {
      // In this order: a segment put into use after the first line has all before it durable.
      long upTo = appended;
      long start = System.nanoTime();
      force(active);
      syncNanos.addAndGet(System.nanoTime() - start);
      syncs.incrementAndGet();
      reached = upTo;
    } finally {
      endForce(reached);
    }
  }

  private void force(Segment segment) throws IOException {
    try {
      segment.file().force(false);
    } catch (IOException e) {
      failure.fail("the log cannot be forced to disk", e);
      throw e;
    }
  }

  private void endForce(long reached) {
    syncing.lock();
    try {
      forcing = false;
      durable = Math.max(durable, reached);
      synced.signalAll();
    } finally {
      syncing.unlock();
    }
  }

  /** Notes that a record is applied. */
  public void endApply(Ticket ticket) {
    appending.lock();
    try {
      ticket.segment().underWay--;
      applied.signalAll();
    } finally {
      appending.unlock();
    }
  }

  /** Goes on in a fresh segment and gives the one in use before, with all its records durable. */
  public Segment rotate(Segment next) throws IOException {
    appending.lock();
    try {
      failure.check();
      Segment old = active;
      next.writeHeader(appended + 1);
      force(old);
      endRotate(appended, next);
      return old;
    } finally {
      appending.unlock();
    }
  }

  private void endRotate(long reached, Segment next) {
    syncing.lock();
    try {
      durable = Math.max(durable, reached);
      active = next;
      synced.signalAll();
    } finally {
      syncing.unlock();
    }
  }

  /** Waits until all records of a segment are applied. */
  public void awaitApplied(Segment segment) {
    appending.lock();
    try {
      while (segment.underWay > 0) {
        applied.awaitUninterruptibly();
      }
    } finally {
      appending.unlock();
    }
  }

  /** The segment that records are appended to. */
  public Segment active() {
    return active;
  }

  /** Sequence of the record appended last. */
  public long appended() {
    return appended;
  }

  /** Bytes appended since the log was opened, side files included. */
  public long appendedBytes() {
    return appendedBytes;
  }

  /** Times that the log was forced to disk for records. */
  public long syncs() {
    return syncs.get();
  }

  /** Records that were durable through a force on behalf of another. */
  public long sharedSyncs() {
    return sharedSyncs.get();
  }

  /** Nanoseconds that forcing the log took, all times together. */
  public long syncNanos() {
    return syncNanos.get();
  }
}
