package io.hypertile.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Contexts of Zstandard that are used again, each by one thread at a time: making one costs as much
 * as decoding a few kilobytes. Few are kept, and only those of small frames, whose memory is small.
 * Thread-safe.
 */
final class ZstdContexts {
  /** Largest content whose context is kept. */
  private static final long MOST_BYTES = 1 << 20;

  /** Highest level whose contexts are kept. */
  private static final int MOST_LEVEL = 9;

  private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();
  private static final BlockingQueue<ZstdDecompressCtx> DECODERS = new ArrayBlockingQueue<>(KEPT);
  private static final BlockingQueue<ZstdCompressCtx> ENCODERS = new ArrayBlockingQueue<>(KEPT);

  private ZstdContexts() {}

  /** Works with a context. */
  @FunctionalInterface
  interface Work<C> {
    long with(C context);
  }

  /**
   * Decodes with a context.
   *
   * @param bytes of the content at most
   */
  static long decoding(long bytes, Work<ZstdDecompressCtx> work) {
    return borrowed(DECODERS, ZstdDecompressCtx::new, bytes <= MOST_BYTES, work);
  }

  /**
   * Encodes with a context at a level, to frames without a checksum.
   *
   * @param bytes of the content
   */
  static long encoding(long bytes, int level, Work<ZstdCompressCtx> work) {
    boolean isKept = bytes <= MOST_BYTES && level <= MOST_LEVEL;
    return borrowed(
        ENCODERS, ZstdCompressCtx::new, isKept, context -> work.with(context.setLevel(level)));
  }

  /** A context in which a call has failed is not used again. */
  private static <C extends AutoCloseable> long borrowed(
      BlockingQueue<C> queue, Supplier<C> maker, boolean isKept, Work<C> work) {
    C found = isKept ? queue.poll() : null;
    C context = found == null ? maker.get() : found;
    boolean isGood = false;
    try {
      long result = work.with(context);
      isGood = true;
      return result;
    } finally {
      if (!isGood || !isKept || !queue.offer(context)) {
        close(context);
      }
    }
  }

  private static void close(AutoCloseable context) {
    switch (context) {
      case ZstdDecompressCtx decoder -> decoder.close();
      case ZstdCompressCtx encoder -> encoder.close();
      default -> throw new IllegalArgumentException(context.getClass().getName());
    }
  }
}
