package io.hypertile.codec;

import io.hypertile.AlternatingCalls;
import io.hypertile.codec.BloscCodec.Compressor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What codecs make of data of several shapes, in chunks of 1 MiB on one thread: the share of bytes
 * that is left, and the speed of encoding and decoding. The codecs take turns. What new arrays of
 * Zarr are stored with was chosen by it.
 */
public final class DefaultCodecBenchmark {
  private static final int BYTES = 1 << 20;
  private static final int COLUMNS = 512;

  private DefaultCodecBenchmark() {}

  /** Data of one shape. */
  private enum Data {
    /** Temperatures of a model: a smooth field and some noise, with all their digits. */
    GRID_FLOAT32(4),

    /** The same, rounded to two digits. */
    DIGITS_FLOAT32(4),

    /** The same in hundredths, packed. */
    PACKED_INT16(2),

    /** Noise. */
    NOISE_FLOAT64(8),

    /** Seconds of measurements, some of them late. */
    TIMES_INT64(8),

    /** Counts, most of them small. */
    COUNTERS_INT32(4),

    /** Land and sea. */
    MASK_UINT8(1);

    private final int cell;

    Data(int cell) {
      this.cell = cell;
    }

    private MemorySegment make(Arena arena) {
      MemorySegment chunk = arena.allocate(BYTES, 64);
      Random random = new Random(1);
      long time = 1_700_000_000;
      for (int at = 0; at < BYTES / cell; at++) {
        double row = at / COLUMNS / 40.0;
        double column = at % COLUMNS / 60.0;
        double field = 15 + 12 * Math.cos(row) + 3 * Math.sin(column + row) + Math.sin(7 * column);
        double value = field + 0.1 * random.nextGaussian();
        time += 60 + (random.nextInt(20) == 0 ? random.nextInt(30) : 0);
        switch (this) {
          case GRID_FLOAT32 -> chunk.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) value);
          case DIGITS_FLOAT32 ->
              chunk.setAtIndex(ValueLayout.JAVA_FLOAT, at, Math.round(value * 100) / 100f);
          case PACKED_INT16 ->
              chunk.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) Math.round(value * 100));
          case NOISE_FLOAT64 ->
              chunk.setAtIndex(ValueLayout.JAVA_DOUBLE, at, random.nextGaussian());
          case TIMES_INT64 -> chunk.setAtIndex(ValueLayout.JAVA_LONG, at, time);
          case COUNTERS_INT32 ->
              chunk.setAtIndex(
                  ValueLayout.JAVA_INT, at, (int) Math.exp(3 * Math.abs(random.nextGaussian())));
          case MASK_UINT8 -> chunk.set(ValueLayout.JAVA_BYTE, at, (byte) (field > 18 ? 1 : 0));
        }
      }
      return chunk;
    }
  }

  private static Map<String, Codec> codecs(int cell) {
    Map<String, Codec> codecs = new LinkedHashMap<>();
    codecs.put("zstd 1", new ZstdCodec(1));
    codecs.put("zstd 3", new ZstdCodec(3));
    codecs.put("blosc lz4 5, shuffle", blosc(cell, 5, Shuffling.BYTES, Compressor.LZ4));
    codecs.put("blosc lz4 5, bitshuffle", blosc(cell, 5, Shuffling.BITS, Compressor.LZ4));
    codecs.put("blosc zstd 1, shuffle", blosc(cell, 1, Shuffling.BYTES, Compressor.ZSTD));
    codecs.put("blosc zstd 1, bitshuffle", blosc(cell, 1, Shuffling.BITS, Compressor.ZSTD));
    codecs.put("blosc zstd 3, shuffle", blosc(cell, 3, Shuffling.BYTES, Compressor.ZSTD));
    codecs.put("blosc zstd 5, bitshuffle", blosc(cell, 5, Shuffling.BITS, Compressor.ZSTD));
    return codecs;
  }

  private static Codec blosc(int cell, int level, Shuffling shuffling, Compressor compressor) {
    return new BloscCodec(cell, level, shuffling, compressor);
  }

  /** Prints rows of a table. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(
        "| Data | Codec | Left | Encoded, MB/s | Decoded, MB/s |\n|---|---|---|---|---|");
    for (Data data : Data.values()) {
      try (Arena arena = Arena.ofConfined()) {
        measure(data, arena);
      }
    }
  }

  private static void measure(Data data, Arena arena) throws Exception {
    MemorySegment chunk = data.make(arena);
    MemorySegment decoded = arena.allocate(BYTES, 64);
    Map<String, Codec> codecs = codecs(data.cell);
    Map<String, Long> stored = new LinkedHashMap<>();
    AlternatingCalls turns = new AlternatingCalls(40, 80);
    turns.add("raw", () -> decoded.copyFrom(chunk));
    for (Map.Entry<String, Codec> entry : codecs.entrySet()) {
      Codec codec = entry.getValue();
      MemorySegment room = arena.allocate(codec.largestEncoded(BYTES), 64);
      MemorySegment scratch = arena.allocate(codec.largestEncoded(BYTES), 64);
      long size = codec.encode(chunk, room);
      stored.put(entry.getKey(), size);
      turns.add("encode " + entry.getKey(), () -> codec.encode(chunk, scratch));
      turns.add("decode " + entry.getKey(), () -> codec.decode(room.asSlice(0, size), decoded));
    }
    turns.run();
    String name = data.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    System.out.printf(
        Locale.ROOT, "| %s | a copy | 1.000 | | %.0f |%n", name, speed(turns.least("raw")));
    for (String codec : codecs.keySet()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.3f | %.0f | %.0f |%n",
          name,
          codec,
          (double) stored.get(codec) / BYTES,
          speed(turns.least("encode " + codec)),
          speed(turns.least("decode " + codec)));
    }
  }

  private static double speed(double milliseconds) {
    return BYTES / milliseconds / 1e3;
  }
}
