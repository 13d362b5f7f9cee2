package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaddedEncoderTest {
  @Test
  void cellsOfTheArrayLieAtTheBeginningAndTheRestIsFilled() throws IOException {
    Random random = TestSeed.random();
    for (int round = 0; round < 500; round++) {
      DType dtype = DType.values()[random.nextInt(DType.values().length)];
      byte[] one = new byte[dtype.size()];
      random.nextBytes(one);
      FillValue fill = FillValue.of(dtype, one);
      int rank = 1 + random.nextInt(4);
      long[] chunk = new long[rank];
      long[] held = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        chunk[axis] = 1 + random.nextInt(9);
        held[axis] = random.nextBoolean() ? chunk[axis] : 1 + random.nextInt((int) chunk[axis]);
      }
      byte[] cells = new byte[(int) Shape.of(held).bytes(dtype)];
      random.nextBytes(cells);
      byte[] expected = padded(cells, Shape.of(held), Shape.of(chunk), fill);
      int start = random.nextInt(expected.length);
      int stop = start + 1 + random.nextInt(expected.length - start);
      assertThat(encoded(random, cells, held, chunk, fill, 0, expected.length)).isEqualTo(expected);
      assertThat(encoded(random, cells, held, chunk, fill, start, stop))
          .isEqualTo(Arrays.copyOfRange(expected, start, stop));
    }
  }

  /** The obvious way: cell by cell. */
  private static byte[] padded(byte[] cells, Shape held, Shape chunk, FillValue fill) {
    int size = fill.dtype().size();
    byte[] all = new byte[(int) chunk.bytes(fill.dtype())];
    long[] strides = chunk.strides();
    Region box = Region.whole(held);
    int from = 0;
    for (int cell = 0; cell < chunk.cells(); cell++) {
      boolean inside = true;
      for (int axis = 0; axis < strides.length; axis++) {
        inside &= cell / strides[axis] % chunk.length(axis) < box.stop(axis);
      }
      byte[] source = inside ? cells : fill.bytes();
      System.arraycopy(source, inside ? from : 0, all, cell * size, size);
      from += inside ? size : 0;
    }
    return all;
  }

  private static byte[] encoded(
      Random random, byte[] cells, long[] held, long[] chunk, FillValue fill, int start, int stop)
      throws IOException {
    PaddedEncoder encoder =
        new PaddedEncoder(
            Shape.of(held), Shape.of(chunk), fill, new PaddedEncoder.Window(start, stop));
    assertThat(encoder.contentLength()).hasValue(stop - start);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    encoder.begin(out);
    int size = fill.dtype().size();
    for (int from = 0; from < cells.length; ) {
      int to = Math.min(cells.length, from + size * (1 + random.nextInt(40)));
      encoder.cells(MemorySegment.ofArray(cells).asSlice(from, to - from), out);
      from = to;
    }
    encoder.end(out);
    return out.toByteArray();
  }
}
