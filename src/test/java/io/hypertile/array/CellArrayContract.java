package io.hypertile.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link CellArray} that can be written promises. */
public abstract class CellArrayContract {
  /** The form of the array: its axes are of every kind, its fill value is none of the defaults. */
  protected static final ArraySpec SPEC =
      new ArraySpec(
          DType.INT16,
          FillValue.of(DType.INT16, new byte[] {7, 0}),
          List.of(
              new Axis.Time(
                  "hours",
                  4,
                  new Axis.Start.At(Instant.parse("2023-01-03T00:00:00Z")),
                  Duration.ofHours(1)),
              new Axis.Scaled("y", 6, new Scale(90.0, -0.5, "lat")),
              new Axis.Labelled("kind", 2, new Labels.Text(List.of("low", "high"))),
              new Axis.Labelled("level", 2, new Labels.Numbers(List.of(0.5, 2.0))),
              new Axis.Plain("n", 3)));

  private static final Region ALL = Region.whole(SPEC.shape());
  private static final Region BOX =
      Region.of(new long[] {1, 2, 0, 1, 0}, new long[] {3, 5, 2, 2, 2});

  /** The form as the array says it: other kinds of axes where its model has none of these. */
  protected ArraySpec spec() {
    return SPEC;
  }

  /** The array of the form, which has no cells when a test begins; found anew each time. */
  protected abstract CellArray find();

  /** Whether the state that was found is held until the array is opened. */
  protected abstract boolean holdsStates();

  private static short[] numbers(Region box, int first) {
    short[] numbers = new short[Math.toIntExact(box.cells())];
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = (short) (first + at);
    }
    return numbers;
  }

  private static short[] filled(Region box) {
    short[] cells = new short[Math.toIntExact(box.cells())];
    Arrays.fill(cells, (short) 7);
    return cells;
  }

  private static CellSource source(short[] cells) {
    ByteBuffer bytes = ByteBuffer.allocate(cells.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(cells);
    return target -> {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(13, Math.min(bytes.remaining(), target.remaining()));
      target.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      return count;
    };
  }

  private static short[] read(CellReader reader, Region box) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(box.cells() * 2);
      target.fill((byte) 0x5a);
      reader.read(box, target);
      return target.toArray(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private short[] now(Region box) {
    try (CellArray array = find();
        CellReader reader = array.open(box)) {
      return read(reader, box);
    }
  }

  private Version write(Region box, int first) {
    try (CellArray array = find()) {
      return array.write(box, source(numbers(box, first)), Precondition.NONE);
    }
  }

  private Version version() {
    try (CellArray array = find()) {
      return array.version();
    }
  }

  @Test
  void formIsThatOfTheArrayAndItsReader() {
    try (CellArray array = find()) {
      assertThat(array.spec()).isEqualTo(spec());
      assertThat(array.name())
          .isNotEmpty()
          .doesNotContain("\"")
          .doesNotContainPattern("\\p{Cntrl}");
      try (CellReader reader = array.open(ALL)) {
        assertThat(reader.spec()).isEqualTo(spec());
        assertThat(reader.version()).isEqualTo(array.version());
        assertThat(reader.advice().depth()).isPositive();
      }
    }
  }

  @Test
  void cellsNeverWrittenReadAsTheFillValue() {
    assertThat(now(ALL)).isEqualTo(filled(ALL));
  }

  @Test
  void writtenBoxIsReadBackAndTheRestStaysFill() {
    Version before = version();
    Version after = write(BOX, 100);
    assertThat(after).isNotEqualTo(before).isEqualTo(version());
    assertThat(now(BOX)).isEqualTo(numbers(BOX, 100));
    assertThat(now(Region.of(new long[] {3, 0, 0, 0, 0}, new long[] {4, 6, 2, 2, 3})))
        .containsOnly((short) 7);
    Region cell = Region.of(new long[] {2, 4, 1, 1, 1}, new long[] {3, 5, 2, 2, 2});
    assertThat(now(cell)).containsExactly((short) (100 + BOX.cells() - 1));
  }

  /** It may be said of any box that it holds cells, but of none with cells that it does not. */
  @Test
  void boxesThatAreSaidToHoldNoCellsAreFill() {
    for (int step = 0; step < 2; step++) {
      for (int x = 0; x < 4; x++) {
        for (int y = 0; y < 6; y++) {
          Region box = Region.of(new long[] {x, y, 0, 0, 0}, new long[] {x + 1, y + 1, 2, 2, 3});
          try (CellArray array = find()) {
            if (!array.mayHoldCells(box)) {
              assertThat(now(box)).isEqualTo(filled(box));
            }
          }
        }
      }
      write(BOX, 100);
    }
    try (CellArray array = find()) {
      assertThat(array.mayHoldCells(BOX)).isTrue();
    }
  }

  @Test
  void clearedBoxIsFillAgain() {
    Version written = write(ALL, 1000);
    try (CellArray array = find()) {
      Version cleared = array.clear(BOX, Precondition.at(written));
      assertThat(cleared).isNotEqualTo(written).isEqualTo(version());
    }
    assertThat(now(BOX)).isEqualTo(filled(BOX));
    Region first = Region.of(new long[5], new long[] {1, 1, 1, 1, 3});
    assertThat(now(first)).containsExactly((short) 1000, (short) 1001, (short) 1002);
  }

  @Test
  void changesAtAnotherVersionAreRefusedAndChangeNothing() {
    Version old = version();
    Version current = write(BOX, 1);
    try (CellArray array = find()) {
      Precondition stale = Precondition.at(old);
      assertThatThrownBy(() -> array.write(BOX, source(numbers(BOX, 500)), stale))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_MISMATCH));
      assertThatThrownBy(() -> array.clear(BOX, stale))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_MISMATCH));
    }
    assertThat(version()).isEqualTo(current);
    assertThat(now(BOX)).isEqualTo(numbers(BOX, 1));
  }

  @Test
  void sourceThatThrowsChangesNothing() {
    Version before = write(BOX, 1);
    CellSource good = source(numbers(BOX, 500));
    CellSource broken =
        target -> {
          int count = good.read(target);
          if (count < 0) {
            throw new ServiceException(ErrorCode.MALFORMED_BODY, "It ends here.");
          }
          return count;
        };
    try (CellArray array = find()) {
      assertThatThrownBy(() -> array.write(BOX, broken, Precondition.NONE))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("It ends here.");
    }
    assertThat(version()).isEqualTo(before);
    assertThat(now(BOX)).isEqualTo(numbers(BOX, 1));
  }

  @Test
  void readerKeepsTheStateThatItWasOpenedIn() {
    Version old = write(ALL, 1);
    try (CellArray array = find();
        CellReader reader = array.open(ALL)) {
      write(BOX, 900);
      assertThat(reader.version()).isEqualTo(old);
      assertThat(read(reader, ALL)).isEqualTo(numbers(ALL, 1));
      assertThat(now(BOX)).isEqualTo(numbers(BOX, 900));
    }
  }

  @Test
  void firstReaderHasTheStateThatWasFoundIfItIsHeldAndSaysWhich() {
    Version old = write(BOX, 1);
    try (CellArray array = find()) {
      Version current = write(BOX, 900);
      assertThat(array.version()).isEqualTo(old);
      try (CellReader reader = array.open(BOX)) {
        assertThat(reader.version()).isEqualTo(holdsStates() ? old : current);
        assertThat(read(reader, BOX)).isEqualTo(numbers(BOX, holdsStates() ? 1 : 900));
      }
    }
  }

  @Test
  void arrayThatWasLetGoIsOpenedInTheStateOfThen() {
    write(BOX, 1);
    try (CellArray array = find()) {
      array.letGo();
      array.letGo();
      Version current = write(BOX, 900);
      try (CellReader reader = array.open(BOX)) {
        assertThat(reader.version()).isEqualTo(current);
        assertThat(read(reader, BOX)).isEqualTo(numbers(BOX, 900));
      }
    }
  }

  @Test
  void secondReaderHasTheStateOfThen() {
    write(BOX, 1);
    try (CellArray array = find();
        CellReader first = array.open(BOX)) {
      Version current = write(BOX, 900);
      try (CellReader second = array.open(BOX)) {
        assertThat(second.version()).isEqualTo(current);
        assertThat(read(second, BOX)).isEqualTo(numbers(BOX, 900));
      }
      assertThat(read(first, BOX)).isEqualTo(numbers(BOX, 1));
    }
  }

  @Test
  void readerOutlivesTheArrayThatItCameFrom() throws IOException {
    write(BOX, 1);
    CellArray array = find();
    try (CellReader reader = array.open(BOX)) {
      array.close();
      array.close();
      assertThat(read(reader, BOX)).isEqualTo(numbers(BOX, 1));
    }
  }
}
