package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops over words against a look at each cell. */
class FillCountTest {
  private static final int LONGEST = 67;
  private static final int OVER_A_BLOCK = (16 << 20) + 5;

  private final Random random = TestSeed.random();

  @ParameterizedTest
  @EnumSource(DType.class)
  void cellsAreCountedWhateverTheirNumber(DType dtype) {
    for (FillValue fill : new FillValue[] {FillValue.defaultOf(dtype), someValue(dtype)}) {
      for (int count = 0; count <= LONGEST; count++) {
        byte[] cells = cells(fill, count);
        assertThat(fill.count(MemorySegment.ofArray(cells)))
            .as("%s, %d cells", fill, count)
            .isEqualTo(countOneByOne(fill, cells));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"UINT8", "INT16", "FLOAT16", "INT32", "FLOAT32", "FLOAT64"})
  void nativeMemoryOfSeveralBlocksIsCounted(DType dtype) {
    FillValue fill = FillValue.defaultOf(dtype);
    byte[] cells = cells(fill, OVER_A_BLOCK / dtype.size() + 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(cells.length, 64);
      MemorySegment.copy(MemorySegment.ofArray(cells), 0, memory, 0, cells.length);
      assertThat(fill.count(memory)).isEqualTo(countOneByOne(fill, cells));
    }
  }

  private FillValue someValue(DType dtype) {
    byte[] bytes = new byte[dtype.size()];
    random.nextBytes(bytes);
    return FillValue.of(dtype, bytes);
  }

  /** A third are the fill value, a third differ from it in one bit, the others are anything. */
  private byte[] cells(FillValue fill, int count) {
    byte[] value = fill.bytes();
    byte[] cells = new byte[count * value.length];
    random.nextBytes(cells);
    for (int at = 0; at < cells.length; at += value.length) {
      int kind = random.nextInt(3);
      if (kind < 2) {
        System.arraycopy(value, 0, cells, at, value.length);
      }
      if (kind == 1) {
        cells[at + random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return cells;
  }

  private static long countOneByOne(FillValue fill, byte[] cells) {
    byte[] value = fill.bytes();
    long count = 0;
    for (int at = 0; at < cells.length; at += value.length) {
      byte[] cell = Arrays.copyOfRange(cells, at, at + value.length);
      count += isSame(fill.number(), cell, value) ? 1 : 0;
    }
    return count;
  }

  /** Padding of extended floats says nothing. */
  private static boolean isSame(DType dtype, byte[] cell, byte[] value) {
    return switch (dtype) {
      case LONGDOUBLE -> Arrays.equals(cell, 0, 10, value, 0, 10);
      case CLONGDOUBLE ->
          Arrays.equals(cell, 0, 10, value, 0, 10) && Arrays.equals(cell, 16, 26, value, 16, 26);
      default -> Arrays.equals(cell, value);
    };
  }
}
