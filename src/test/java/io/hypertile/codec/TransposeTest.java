package io.hypertile.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both shuffles, bit for bit against their definitions. */
class TransposeTest {
  static IntStream elementSizes() {
    return IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 40, 64, 127, 128, 1000, 1024, 8200);
  }

  /** Counts about the sizes at which lanes, words and pieces are full, and others at random. */
  private static int[] counts(Random random, int elementSize) {
    int most = Math.max(80, (200 << 10) / elementSize);
    return IntStream.concat(
            IntStream.of(0, 1, 7, 8, 9, 63, 64, 65, 1016, 1024, 1032, 1088, 4096, 8192, 16_392)
                .filter(count -> count <= most),
            random.ints(6, 0, most + 1))
        .toArray();
  }

  private static byte[] noise(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("elementSizes")
  void bytesGoToPlanesAndBack(int elementSize) {
    Random random = TestSeed.random();
    for (int count : counts(random, elementSize)) {
      int tail = random.nextInt(elementSize);
      byte[] elements = noise(random, count * elementSize + tail);
      byte[] planes = elements.clone();
      for (int element = 0; element < count; element++) {
        for (int plane = 0; plane < elementSize; plane++) {
          planes[plane * count + element] = elements[element * elementSize + plane];
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        ByteTranspose transpose = new ByteTranspose(elementSize);
        MemorySegment given = copy(elements, arena);
        MemorySegment found = arena.allocate(elements.length);
        transpose.shuffle(given, found);
        assertThat(bytes(found)).as("%d elements", count).isEqualTo(planes);
        MemorySegment back = arena.allocate(elements.length);
        transpose.unshuffle(found, back);
        assertThat(bytes(back)).as("%d elements", count).isEqualTo(elements);
        if (elements.length > 0) {
          int from = random.nextInt(elements.length);
          int to = from + 1 + random.nextInt(elements.length - from);
          MemorySegment part = copy(noise(random, elements.length), arena);
          transpose.unshuffle(found, part, new WantedBytes(from, to));
          assertThat(java.util.Arrays.equals(bytes(part), from, to, elements, from, to))
              .as("%d to %d of %d elements", from, to, count)
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("elementSizes")
  void bitsGoToRowsAndBack(int elementSize) {
    Random random = TestSeed.random();
    for (int any : counts(random, elementSize)) {
      int count = any / 8 * 8;
      byte[] elements = noise(random, count * elementSize);
      byte[] rows = new byte[elements.length];
      for (int element = 0; element < count; element++) {
        for (int bit = 0; bit < 8 * elementSize; bit++) {
          int isSet = elements[element * elementSize + bit / 8] >> bit % 8 & 1;
          rows[bit * (count / 8) + element / 8] |= (byte) (isSet << element % 8);
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        BitTranspose transpose = new BitTranspose(elementSize);
        MemorySegment found = arena.allocate(elements.length);
        transpose.shuffle(copy(elements, arena), found);
        assertThat(bytes(found)).as("%d elements", count).isEqualTo(rows);
        MemorySegment back = arena.allocate(elements.length);
        transpose.unshuffle(found, back);
        assertThat(bytes(back)).as("%d elements", count).isEqualTo(elements);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void arraysOnTheHeapAreTransposedAlike(int elementSize) {
    byte[] elements = noise(TestSeed.random(), 5000 * elementSize + 1);
    byte[] planes = new byte[elements.length];
    byte[] back = new byte[elements.length];
    ByteTranspose transpose = new ByteTranspose(elementSize);
    transpose.shuffle(MemorySegment.ofArray(elements), MemorySegment.ofArray(planes));
    transpose.unshuffle(MemorySegment.ofArray(planes), MemorySegment.ofArray(back));
    assertThat(planes).isNotEqualTo(elements);
    assertThat(back).isEqualTo(elements);
  }

  private static MemorySegment copy(byte[] bytes, Arena arena) {
    return arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static byte[] bytes(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }
}
