package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.codec.BloscCodec;
import io.hypertile.codec.BloscCodec.Compressor;
import io.hypertile.codec.Shuffling;
import io.hypertile.zarr.CodecSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Containers of Blosc: those that are made, and stored ones that documents describe. */
class BloscFramesTest {
  private static final int PLAIN = 10_000;

  private static BloscFrames frames(int typeSize, String shuffle) {
    return BloscFrames.of(CodecSpec.blosc(typeSize, "zstd", 5, shuffle));
  }

  private static MemorySegment cells(Arena arena, boolean areRandom) {
    MemorySegment plain = arena.allocate(PLAIN);
    if (areRandom) {
      byte[] bytes = new byte[PLAIN];
      Random random = TestSeed.random();
      random.nextBytes(bytes);
      plain.copyFrom(MemorySegment.ofArray(bytes));
    }
    return plain;
  }

  private static MemorySegment stored(Arena arena, BloscCodec codec, MemorySegment plain) {
    MemorySegment target = arena.allocate(codec.largestEncoded(PLAIN));
    return target.asSlice(0, codec.encode(plain, target));
  }

  @Test
  void chunksThatAreNoneBecomeOneWithTheBytesAsTheyAre() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment plain = cells(arena, true);
      BloscFrames frames = frames(4, "shuffle");
      MemorySegment target = arena.allocate(frames.mostBytes(PLAIN));
      assertThat(frames.wrap(plain, target)).isEqualTo(target.byteSize());
      assertThat(frames.isOne(target, PLAIN)).isTrue();
      MemorySegment decoded = arena.allocate(PLAIN);
      BloscCodec codec = new BloscCodec(4, 5, Shuffling.BYTES, Compressor.ZSTD);
      assertThat(codec.decode(target, decoded)).isEqualTo(PLAIN);
      assertThat(decoded.mismatch(plain)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(Compressor.class)
  void storedOnesOfEveryCompressorAreKnown(Compressor compressor) {
    try (Arena arena = Arena.ofConfined()) {
      for (boolean areRandom : new boolean[] {false, true}) {
        MemorySegment plain = cells(arena, areRandom);
        for (int typeSize : new int[] {1, 2, 4, 8}) {
          for (Shuffling shuffling : Shuffling.values()) {
            MemorySegment container =
                stored(arena, new BloscCodec(typeSize, 5, shuffling, compressor), plain);
            String shuffle =
                switch (shuffling) {
                  case NONE -> "noshuffle";
                  case BYTES -> "shuffle";
                  case BITS -> "bitshuffle";
                };
            assertThat(frames(typeSize, shuffle).isOne(container, PLAIN))
                .as("%s of %d, %s", compressor, typeSize, shuffling)
                .isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9, another version",
    "2, 0x44, Snappy",
    "2, 0x81, bytes shuffled",
    "2, 0x84, bits shuffled in place of bytes",
    "2, 0xA0, a format that there is not",
    "3, 8, elements of another size",
    "4, 1, other cells",
    "12, 1, another length"
  })
  void headersThatSayAnythingElseThanTheDocumentAreNot(int at, String value, String what) {
    try (Arena arena = Arena.ofConfined()) {
      BloscCodec codec = new BloscCodec(4, 5, Shuffling.NONE, Compressor.ZSTD);
      MemorySegment container = stored(arena, codec, cells(arena, false));
      BloscFrames frames = frames(4, "noshuffle");
      assertThat(frames.isOne(container, PLAIN)).isTrue();
      container.set(ValueLayout.JAVA_BYTE, at, Integer.decode(value).byteValue());
      assertThat(frames.isOne(container, PLAIN)).as(what).isFalse();
      assertThat(frames.isOne(container.asSlice(0, 15), PLAIN)).isFalse();
    }
  }
}
