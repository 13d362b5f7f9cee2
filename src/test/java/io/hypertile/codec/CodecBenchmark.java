package io.hypertile.codec;

import io.hypertile.AlternatingCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * The shuffles beside a copy of the same memory, and Blosc beside the library c-blosc, each on one
 * thread, in turns: chunks of 1 MiB of waves with noise. The system property {@code blosc} names
 * the library: a file, or {@code libblosc.so.1} as the package libblosc1 of Debian has it.
 */
public final class CodecBenchmark {
  private static final int BYTES = 1 << 20;
  private static final int CALLS = 10;

  private CodecBenchmark() {}

  /** Prints milliseconds for ten chunks. */
  public static void main(String[] arguments) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      for (int cell : new int[] {2, 4, 8}) {
        MemorySegment chunk = chunk(cell, arena);
        shuffles(cell, chunk, arena);
        for (Shuffling shuffling : new Shuffling[] {Shuffling.BYTES, Shuffling.BITS}) {
          blosc(new BloscCodec(cell, 5, shuffling, BloscCodec.Compressor.LZ4), chunk, arena);
          blosc(new BloscCodec(cell, 1, shuffling, BloscCodec.Compressor.ZSTD), chunk, arena);
        }
      }
    }
  }

  /** Waves with noise: temperatures with two digits, packed into 16 bits, or not rounded. */
  private static MemorySegment chunk(int cell, Arena arena) {
    MemorySegment chunk = arena.allocate(BYTES, 64);
    Random random = new Random(1);
    for (int at = 0; at < BYTES / cell; at++) {
      double value = 15 + 10 * Math.sin(at / 976.0) + random.nextGaussian();
      switch (cell) {
        case 2 -> chunk.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) Math.round(value * 100));
        case 4 -> chunk.setAtIndex(ValueLayout.JAVA_FLOAT, at, Math.round(value * 100) / 100f);
        default -> chunk.setAtIndex(ValueLayout.JAVA_DOUBLE, at, Math.round(value * 100) / 100d);
      }
    }
    return chunk;
  }

  private static AlternatingCalls.Call times(AlternatingCalls.Call call) {
    return () -> {
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
    };
  }

  private static void shuffles(int cell, MemorySegment chunk, Arena arena) throws Exception {
    MemorySegment target = arena.allocate(BYTES, 64);
    ByteTranspose bytes = new ByteTranspose(cell);
    BitTranspose bits = new BitTranspose(cell);
    AlternatingCalls turns =
        new AlternatingCalls(100, 200)
            .add("copy", times(() -> target.copyFrom(chunk)))
            .add("byte shuffle", times(() -> bytes.shuffle(chunk, target)))
            .add("byte unshuffle", times(() -> bytes.unshuffle(chunk, target)))
            .add("bit shuffle", times(() -> bits.shuffle(chunk, target)))
            .add("bit unshuffle", times(() -> bits.unshuffle(chunk, target)))
            .run();
    System.out.println("cells of " + cell + " bytes");
    turns.print("copy");
    turns.print("byte shuffle", "copy");
    turns.print("byte unshuffle", "copy");
    turns.print("bit shuffle", "copy");
    turns.print("bit unshuffle", "copy");
  }

  private static void blosc(BloscCodec codec, MemorySegment chunk, Arena arena) throws Exception {
    BloscLibrary library = new BloscLibrary(System.getProperty("blosc", "libblosc.so.1"));
    MemorySegment target = arena.allocate(codec.largestEncoded(BYTES), 64);
    MemorySegment ours = arena.allocate(codec.largestEncoded(BYTES), 64);
    MemorySegment ourStored = ours.asSlice(0, codec.encode(chunk, ours));
    MemorySegment theirs = arena.allocate(codec.largestEncoded(BYTES), 64);
    MemorySegment theirStored = theirs.asSlice(0, library.encode(codec, chunk, theirs));
    MemorySegment decoded = arena.allocate(BYTES, 64);
    AlternatingCalls turns =
        new AlternatingCalls(60, 100)
            .add("c-blosc encodes", times(() -> library.encode(codec, chunk, target)))
            .add("encode", times(() -> codec.encode(chunk, target)))
            .add("c-blosc decodes", times(() -> library.decode(theirStored, decoded)))
            .add("c-blosc decodes ours", times(() -> library.decode(ourStored, decoded)))
            .add("decode theirs", times(() -> codec.decode(theirStored, decoded)))
            .add("decode", times(() -> codec.decode(ourStored, decoded)))
            .run();
    System.out.printf(
        "%s %s level %d, cells of %d bytes: stored %.3f, by c-blosc %.3f%n",
        codec.compressor(),
        codec.shuffling(),
        codec.level(),
        codec.typeSize(),
        (double) ourStored.byteSize() / BYTES,
        (double) theirStored.byteSize() / BYTES);
    turns.print("c-blosc encodes");
    turns.print("encode", "c-blosc encodes");
    turns.print("c-blosc decodes");
    turns.print("c-blosc decodes ours", "c-blosc decodes");
    turns.print("decode theirs", "c-blosc decodes");
    turns.print("decode", "c-blosc decodes");
  }
}
