package io.hypertile.journal.disk;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** A bounded number of native buffers of one size, handed out and taken back. Thread-safe. */
public final class Buffers {
  /** Bytes of a buffer. */
  public static final int SIZE = 256 << 10;

  private static final int COUNT = 64;

  private final Deque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore permits = new Semaphore(COUNT, true);

  /** Two buffers at once, so that nobody holds one while waiting for the other. */
  public Pair takePair() {
    permits.acquireUninterruptibly(2);
    return new Pair(take(), take(), this);
  }

  private ByteBuffer take() {
    ByteBuffer buffer = idle.pollFirst();
    return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer;
  }

  /** Two buffers in use; closing gives them back. */
  public record Pair(ByteBuffer first, ByteBuffer second, Buffers owner) implements AutoCloseable {
    @Override
    public void close() {
      owner.idle.addFirst(second);
      owner.idle.addFirst(first);
      owner.permits.release(2);
    }
  }
}
