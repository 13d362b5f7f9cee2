package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Filter 1: a zlib stream. Inflaters and deflaters hold native memory and are kept for reuse. */
final class DeflateCodec implements Codec {
  private static final int KEPT = 32;
  private static final int DEFAULT_LEVEL = 4;

  private final Queue<Inflater> inflaters = new ArrayBlockingQueue<>(KEPT);
  private final Queue<Deflater> deflaters = new ArrayBlockingQueue<>(KEPT);

  @Override
  public int number() {
    return Codecs.DEFLATE;
  }

  @Override
  public String name() {
    return "deflate";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("gzip", options, 1);
    int level = Options.option("gzip", options, 0, 0, 9, DEFAULT_LEVEL);
    // Deker takes 0 for "not given" (deker.md 1.4).
    return List.of(level == 0 ? DEFAULT_LEVEL : level);
  }

  @Override
  public long largestEncoded(long size) {
    return size + (size >> 12) + (size >> 14) + (size >> 25) + 64;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
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

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    Deflater kept = deflaters.poll();
    Deflater deflater = kept == null ? new Deflater() : kept;
    try {
      deflater.setLevel(parameters.isEmpty() ? DEFAULT_LEVEL : parameters.getFirst());
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
