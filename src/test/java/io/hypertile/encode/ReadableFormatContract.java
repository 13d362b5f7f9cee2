package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RandomCells;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every wire format keeps to that bodies may have. */
abstract class ReadableFormatContract extends ArrayFormatContract {
  @ParameterizedTest
  @MethodSource("dtypesAndShapes")
  void decodeOfEncodeGivesTheSameCells(DType dtype, Shape shape) {
    Random random = random();
    byte[] cells = RandomCells.of(dtype, shape.cells(), random);
    byte[] body = Bodies.encode(encoder(dtype, shape), cells);
    assertThat(Bodies.decode(format(), body, WriteTarget.of(dtype, shape), random))
        .isEqualTo(cells);
    Shape full = Shape.of(withOnes(shape.toArray()));
    assertThat(Bodies.decode(format(), body, new WriteTarget(dtype, full, shape), random))
        .isEqualTo(cells);
  }

  /** Lengths with axes of length 1 put between them. */
  private static long[] withOnes(long[] lengths) {
    long[] more = new long[lengths.length * 2 + 1];
    Arrays.fill(more, 1);
    for (int axis = 0; axis < lengths.length; axis++) {
      more[2 * axis + 1] = lengths[axis];
    }
    return more;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void decodeOfEveryShortenedOrLengthenedBodyThrows(DType dtype) {
    Shape shape = Shape.of(2, 2);
    byte[] cells = RandomCells.of(dtype, shape.cells(), random());
    byte[] body = Bodies.encode(encoder(dtype, shape), cells);
    WriteTarget target = WriteTarget.of(dtype, shape);
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> Bodies.decode(format(), cut, target))
          .as("cut at " + length)
          .isInstanceOf(ServiceException.class);
    }
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    longer[body.length] = '7';
    assertThatThrownBy(() -> Bodies.decode(format(), longer, target))
        .isInstanceOf(ServiceException.class);
  }

  /** Whatever is done to a body, it is decoded or refused, and never fails otherwise. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void decodeOfDamagedBodyGivesCellsOrRefuses(DType dtype) {
    Random random = random();
    Shape shape = Shape.of(2, 3);
    byte[] body =
        Bodies.encode(encoder(dtype, shape), RandomCells.of(dtype, shape.cells(), random));
    WriteTarget target = WriteTarget.of(dtype, shape);
    for (int round = 0; round < 400; round++) {
      byte[] damaged = body.clone();
      for (int hit = random.nextInt(1, 4); hit > 0; hit--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Bodies.decode(format(), damaged, target, random))
            .hasSize((int) shape.cells() * dtype.size());
      } catch (ServiceException e) {
        assertThat(e.detail()).hasSizeLessThan(400).endsWith(".");
      }
    }
  }

  @Test
  void theLastReadFailsWhenTheBodyContinues() throws IOException {
    Shape shape = Shape.of(4096);
    byte[] cells = new byte[4096 * 4];
    byte[] body = Bodies.encode(encoder(DType.INT32, shape), cells);
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    longer[body.length] = ']';
    ByteBuffer buffer = ByteBuffer.allocate(cells.length);
    assertThatThrownBy(
            () -> {
              try (CellSource source =
                  format()
                      .decoder(
                          new ByteArrayInputStream(longer),
                          WriteTarget.of(DType.INT32, shape),
                          DecodeOptions.none())) {
                while (buffer.hasRemaining()) {
                  source.read(buffer);
                }
              }
            })
        .isInstanceOf(ServiceException.class);
  }
}
