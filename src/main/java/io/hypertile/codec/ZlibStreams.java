package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Streams of zlib by {@code java.util.zip}. Inflaters and deflaters hold native memory and are kept
 * for reuse. Thread-safe.
 */
final class ZlibStreams {
  private static final int KEPT = 32;

  private final Queue<Inflater> inflaters = new ArrayBlockingQueue<>(KEPT);
  private final Queue<Deflater> deflaters = new ArrayBlockingQueue<>(KEPT);

  /**
   * Decodes a stream to the start of the target.
   *
   * @return bytes written
   * @throws CodecException if the stream is malformed or holds more than the target takes
   */
  long decode(MemorySegment source, MemorySegment target) throws CodecException {
    Inflater kept = inflaters.poll();
    Inflater inflater = kept == null ? new Inflater() : kept;
    try {
      inflater.setInput(source.asByteBuffer());
      return inflate(inflater, target.asByteBuffer());
    } catch (DataFormatException e) {
      throw new CodecException("not a deflate stream: " + e.getMessage(), e);
    } finally {
      inflater.reset();
      if (!inflaters.offer(inflater)) {
        inflater.end();
      }
    }
  }

  private static long inflate(Inflater inflater, ByteBuffer target)
      throws DataFormatException, CodecException {
    while (!inflater.finished()) {
      if (target.hasRemaining()) {
        if (inflater.inflate(target) == 0 && isStuck(inflater)) {
          throw new CodecException("the deflate stream is cut short");
        }
      } else if (inflater.inflate(new byte[1]) > 0) {
        throw new CodecException("the deflate stream holds more than the chunk");
      } else if (isStuck(inflater)) {
        throw new CodecException("the deflate stream is cut short");
      }
    }
    return target.position();
  }

  private static boolean isStuck(Inflater inflater) {
    return !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary());
  }

  /**
   * Encodes to a stream at the start of the target.
   *
   * @param level 0 to 9
   * @return bytes written; -1 if the target is too small
   */
  long encode(MemorySegment source, MemorySegment target, int level) {
    Deflater kept = deflaters.poll();
    Deflater deflater = kept == null ? new Deflater() : kept;
    try {
      deflater.setLevel(level);
      deflater.setInput(source.asByteBuffer());
      deflater.finish();
      ByteBuffer out = target.asByteBuffer();
      while (!deflater.finished()) {
        if (!out.hasRemaining()) {
          return -1;
        }
        deflater.deflate(out);
      }
      return out.position();
    } finally {
      deflater.reset();
      if (!deflaters.offer(deflater)) {
        deflater.end();
      }
    }
  }
}
