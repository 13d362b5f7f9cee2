package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RandomCells;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every wire format keeps to. */
public abstract class ArrayFormatContract {
  /** The format under test. */
  protected abstract ArrayFormat format();

  /** Types of cells that it holds. */
  protected boolean holds(DType dtype) {
    return true;
  }

  static Stream<Arguments> dtypesAndShapes() {
    List<Shape> shapes =
        List.of(
            Shape.of(),
            Shape.of(1),
            Shape.of(7),
            Shape.of(3, 4),
            Shape.of(1, 1, 5),
            Shape.of(2, 3, 1, 4),
            Shape.of(2, 1, 2, 1, 2, 1),
            Shape.of(70, 90));
    List<Arguments> arguments = new ArrayList<>();
    for (DType dtype : DType.values()) {
      shapes.forEach(shape -> arguments.add(Arguments.of(dtype, shape)));
    }
    return arguments.stream();
  }

  static CellsHeader header(DType dtype, Shape shape) {
    List<String> names = IntStream.range(0, shape.rank()).mapToObj(axis -> "d" + axis).toList();
    return CellsHeader.of(dtype, shape, names);
  }

  CellEncoder encoder(DType dtype, Shape shape) {
    return format().encoder(header(dtype, shape), EncodeOptions.defaults());
  }

  @ParameterizedTest
  @MethodSource("dtypesAndShapes")
  void encodeInSlabsGivesTheSameBytesAsInOneGo(DType dtype, Shape shape) {
    if (!holds(dtype)) {
      requireRefused(dtype, shape);
      return;
    }
    Random random = random();
    byte[] cells = RandomCells.of(dtype, shape.cells(), random);
    byte[] whole = Bodies.encode(encoder(dtype, shape), cells);
    assertThat(Bodies.encode(encoder(dtype, shape), cells, dtype.size(), random)).isEqualTo(whole);
    encoder(dtype, shape)
        .contentLength()
        .ifPresent(length -> assertThat(length).isEqualTo(whole.length));
    encoder(dtype, shape)
        .verbatimPrefix()
        .ifPresent(prefix -> {
          assertThat(Arrays.copyOf(whole, prefix.length)).isEqualTo(prefix);
          assertThat(Arrays.copyOfRange(whole, prefix.length, whole.length)).isEqualTo(cells);
        });
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void endBeforeTheLastCellThrows(DType dtype) throws IOException {
    if (!holds(dtype)) {
      requireRefused(dtype, Shape.of(2, 3));
      return;
    }
    CellEncoder encoder = encoder(dtype, Shape.of(2, 3));
    OutputStream out = OutputStream.nullOutputStream();
    encoder.begin(out);
    encoder.cells(MemorySegment.ofArray(new byte[dtype.size() * 5]), out);
    assertThatThrownBy(() -> encoder.end(out)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void moreCellsThanAnnouncedThrows(DType dtype) throws IOException {
    if (!holds(dtype)) {
      requireRefused(dtype, Shape.of(2, 3));
      return;
    }
    CellEncoder encoder = encoder(dtype, Shape.of(2, 3));
    OutputStream out = OutputStream.nullOutputStream();
    encoder.begin(out);
    encoder.cells(MemorySegment.ofArray(new byte[dtype.size() * 5]), out);
    assertThatThrownBy(() -> encoder.cells(MemorySegment.ofArray(new byte[dtype.size() * 2]), out))
        .isInstanceOf(IllegalStateException.class);
  }

  private void requireRefused(DType dtype, Shape shape) {
    assertThatThrownBy(() -> encoder(dtype, shape))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE));
  }

  @Test
  void namesAreLowerCase() {
    assertThat(format().name()).isEqualTo(format().name().toLowerCase(Locale.ROOT));
    assertThat(format().mediaTypes()).isNotEmpty();
    for (String type : format().mediaTypes()) {
      assertThat(type).isEqualTo(type.toLowerCase(Locale.ROOT)).doesNotContain(";");
    }
  }

  static Random random() {
    return TestSeed.random();
  }
}
