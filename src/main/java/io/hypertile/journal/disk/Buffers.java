package io.hypertile.journal.disk;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Native buffers of one size, taken in pairs out of the memory of the log. Thread-safe. */
public final class Buffers {
  /** Bytes of a buffer. */
  public static final int SIZE = 256 << 10;

  /** Commits give their buffers back whatever becomes of them, so that the wait ends. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private final MemoryShare memory;

  /** Buffers out of a part of the native memory, with room for one pair at least. */
  public Buffers(MemoryShare memory) {
    this.memory = memory;
  }

  /** Two buffers at once, so that nobody holds one while waiting for the other. */
  public Pair takePair() {
    return pair(memory.takeUninterruptibly(2 * SIZE, PATIENCE));
  }

  /** Takes two buffers; empty if their memory is not free at once. */
  public Optional<Pair> tryTakePair() {
    return memory.tryTake(2 * SIZE).map(Buffers::pair);
  }

  private static Pair pair(NativeBuffer both) {
    return new Pair(
        both.bytes().asSlice(0, SIZE).asByteBuffer(),
        both.bytes().asSlice(SIZE, SIZE).asByteBuffer(),
        both);
  }

  /** Two buffers in use; closing gives them back. */
  public record Pair(ByteBuffer first, ByteBuffer second, NativeBuffer memory)
      implements AutoCloseable {
    @Override
    public void close() {
      memory.close();
    }
  }
}
