package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import io.hypertile.array.Version;
import io.hypertile.memory.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The object of a chunk in the state that its array was opened in, read a few megabytes at a time.
 * Used by one thread; must be closed.
 */
public final class StoredBytes implements AutoCloseable {
  private static final long MOST = 4L << 20;

  private final CellReader reader;
  private final ChunkObject object;
  private final PlanExecutor executor;

  /** Takes over the reader. */
  StoredBytes(CellReader reader, ChunkObject object, PlanExecutor executor) {
    this.reader = reader;
    this.object = object;
    this.executor = executor;
  }

  /** Takes bytes as they come. */
  @FunctionalInterface
  public interface Consumer {
    /** Takes the next bytes, which are there until it returns. */
    void take(MemorySegment bytes) throws IOException;
  }

  /** The version that the array has in this state. */
  public Version version() {
    return reader.version();
  }

  /** The version of the object, a text of any characters. */
  public String objectVersion() {
    return object.version();
  }

  /** Number of bytes of the whole object. */
  public long size() {
    return object.size();
  }

  /**
   * Reads some of the bytes, in order.
   *
   * @throws io.hypertile.error.ServiceException {@code too-many-requests} if there is no memory in
   *     time, before the first bytes
   */
  public void forEach(ByteSpan span, Consumer consumer) throws IOException {
    try (NativeBuffer lease = executor.take(Math.min(MOST, span.stop() - span.start()))) {
      for (long from = span.start(); from < span.stop(); from += MOST) {
        long offset = from;
        MemorySegment part = lease.bytes().asSlice(0, Math.min(MOST, span.stop() - from));
        PlanExecutor.await(executor.submit(() -> object.read(offset, part)));
        consumer.take(part);
      }
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
