package io.hypertile.chunk;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.UninterruptedWait;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Encodes chunks side by side on the codec pool, a few at a time, and hands them over in the order
 * in which they were added. For one thread; must be closed.
 *
 * @param <E> encoders
 */
public final class EncoderRing<E extends ChunkWorker> implements AutoCloseable {
  /** Memory for encoders at work, unless a single one needs more. */
  private static final long MEMORY = 64L << 20;

  private static final int BUFFERS_OF_AN_ENCODER = 5;

  private final long chunkBytes;
  private final Supplier<? extends E> maker;
  private final CodecPool pool;
  private final ChunkSink store;
  private final List<E> encoders = new ArrayList<>();
  private final Deque<E> idle = new ArrayDeque<>();
  private final Deque<Pending<E>> pending = new ArrayDeque<>();
  private long fillCells;

  /** Takes encoded chunks. */
  @FunctionalInterface
  public interface ChunkSink {
    /**
     * Takes the next one.
     *
     * @param chunk its number in the grid
     * @param encoded its bytes, valid until this returns
     */
    void store(long chunk, ChunkEncoder.EncodedChunk encoded) throws IOException;
  }

  private record Pending<E>(long chunk, E encoder, Future<ChunkEncoder.EncodedChunk> encoded) {}

  /**
   * A ring without chunks.
   *
   * @param chunkBytes bytes of a chunk's cells
   * @param maker makes encoders, which the ring closes
   * @param pool where they work
   * @param store takes what they make
   */
  public EncoderRing(
      long chunkBytes, Supplier<? extends E> maker, CodecPool pool, ChunkSink store) {
    this.chunkBytes = chunkBytes;
    this.maker = maker;
    this.pool = pool;
    this.store = store;
  }

  /**
   * Greatest number of chunks that are being encoded or wait for it: as many as are encoded at
   * once, and as many again that wait for a thread.
   *
   * @param chunkBytes bytes of a chunk's cells
   */
  public static int mostEncoders(long chunkBytes, CodecPool pool) {
    long fitting = MEMORY / (BUFFERS_OF_AN_ENCODER * chunkBytes);
    return Math.clamp(fitting, 1, 2 * pool.size());
  }

  /**
   * Has a chunk encoded; waits, and stores earlier ones, when enough are in the making.
   *
   * @param chunk its number in the grid
   * @param work encodes it with the encoder that it is given
   */
  public void add(long chunk, Function<E, ChunkEncoder.EncodedChunk> work) throws IOException {
    if (idle.isEmpty() && encoders.size() < mostEncoders(chunkBytes, pool)) {
      idle.add(maker.get());
      encoders.add(idle.element());
    }
    if (idle.isEmpty()) {
      storeNext();
    }
    E encoder = idle.remove();
    pending.add(new Pending<>(chunk, encoder, pool.submit(() -> work.apply(encoder))));
  }

  /** Stores all chunks that were added before one of a number. */
  public void storeBefore(long chunk) throws IOException {
    while (!pending.isEmpty() && pending.element().chunk() < chunk) {
      storeNext();
    }
  }

  /** Stores all chunks. */
  public void storeAll() throws IOException {
    while (!pending.isEmpty()) {
      storeNext();
    }
  }

  private void storeNext() throws IOException {
    Pending<E> next = pending.element();
    ChunkEncoder.EncodedChunk encoded = result(next.encoded());
    pending.remove();
    fillCells += encoded.fillCells();
    store.store(next.chunk(), encoded);
    idle.add(next.encoder());
  }

  private static ChunkEncoder.EncodedChunk result(Future<ChunkEncoder.EncodedChunk> encoded) {
    try {
      return UninterruptedWait.await(encoded);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new ServiceException(
          ErrorCode.INTERNAL, "A chunk could not be encoded.", Map.of(), e.getCause());
    }
  }

  /** The number of cells in the stored chunks that equal the fill value. */
  public long fillCells() {
    return fillCells;
  }

  /** Gives up what is not stored. The memory of encoders is not freed under their threads. */
  @Override
  public void close() {
    for (Pending<E> left : pending) {
      try {
        UninterruptedWait.await(left.encoded());
      } catch (ExecutionException e) {
        System.getLogger(EncoderRing.class.getName())
            .log(System.Logger.Level.DEBUG, "a chunk that was given up", e);
      }
    }
    encoders.forEach(ChunkWorker::close);
  }
}
