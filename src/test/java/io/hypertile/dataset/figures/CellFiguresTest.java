package io.hypertile.dataset.figures;

import static io.hypertile.dataset.DatasetFixture.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellHeap;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CellFiguresTest {
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
  private static final FillValue NAN = FillValue.defaultOf(DType.FLOAT64);

  private static ArrayStatistics figures(CellType type, Optional<FillValue> fill, byte[] cells) {
    CellFigures figures = FiguresByType.of(type, fill);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(Math.max(1, cells.length), 64).asSlice(0, cells.length);
      MemorySegment.copy(MemorySegment.ofArray(cells), 0, block, 0, cells.length);
      long half = cells.length / type.size() / 2 * type.size();
      figures.add(CellBlock.of(block.asSlice(0, half)), type.size());
      figures.add(CellBlock.of(block.asSlice(half)), type.size());
    }
    return figures.figures();
  }

  private static ArrayStatistics doubles(Optional<FillValue> fill, double... values) {
    long[] bits = Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    return figures(DType.FLOAT64, fill, wholes(8, bits));
  }

  private static FillValue fill(double value) {
    return FillValue.of(DType.FLOAT64, wholes(8, Double.doubleToRawLongBits(value)));
  }

  private static ArrayStatistics real(long rows, long nulls, double least, double greatest) {
    return new ArrayStatistics(
        rows, nulls, Optional.of(new Extreme.Real(least)), Optional.of(new Extreme.Real(greatest)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"})
  void wholeNumbersAgreeWithASetOfThem(DType type) {
    Random random = TestSeed.random();
    for (int round = 0; round < 50; round++) {
      long[] bits =
          random.longs(random.nextInt(40)).map(each -> random.nextInt(3) == 0 ? 0 : each).toArray();
      boolean hasFill = random.nextBoolean();
      Optional<FillValue> fill =
          hasFill ? Optional.of(FillValue.of(type, new byte[type.size()])) : Optional.empty();
      TreeSet<BigInteger> values = new TreeSet<>();
      long nulls = 0;
      for (long each : bits) {
        BigInteger value = value(type, each);
        if (hasFill && value.signum() == 0) {
          nulls++;
        } else {
          values.add(value);
        }
      }
      ArrayStatistics found = figures(type, fill, wholes(type.size(), bits));
      assertThat(found.rowCount()).isEqualTo(bits.length);
      assertThat(found.nullCount()).isEqualTo(nulls);
      assertThat(found.least().map(CellFiguresTest::value))
          .isEqualTo(values.isEmpty() ? Optional.empty() : Optional.of(values.first()));
      assertThat(found.greatest().map(CellFiguresTest::value))
          .isEqualTo(values.isEmpty() ? Optional.empty() : Optional.of(values.last()));
      assertThat(FiguresNote.read(FiguresNote.write(found).orElseThrow())).contains(found);
    }
  }

  private static BigInteger value(DType type, long bits) {
    byte[] cell = wholes(type.size(), bits);
    byte[] turned = new byte[cell.length];
    for (int at = 0; at < cell.length; at++) {
      turned[at] = cell[cell.length - 1 - at];
    }
    return type.kind() == DType.Kind.SIGNED ? new BigInteger(turned) : new BigInteger(1, turned);
  }

  private static BigInteger value(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> BigInteger.valueOf(value);
      case Extreme.Unsigned(long bits) -> new BigInteger(Long.toUnsignedString(bits));
      default -> throw new AssertionError(extreme);
    };
  }

  /** Long runs, of which the least and the greatest are found without a look at each cell. */
  @Test
  void singlesAgreeWithTheirOrder() {
    Random random = TestSeed.random();
    for (int round = 0; round < 200; round++) {
      float[] special = {
        0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1.5f
      };
      int mostSpecial = 1 + random.nextInt(3_000);
      boolean hasNan = random.nextInt(4) == 0;
      boolean hasFill = random.nextBoolean();
      float fill = random.nextInt(3) == 0 ? Float.NaN : special[random.nextInt(special.length)];
      float[] values = new float[random.nextInt(5_000)];
      float sign = random.nextBoolean() ? -1 : 1;
      for (int at = 0; at < values.length; at++) {
        values[at] = sign * (random.nextInt(50) == 0 ? -1 : 1) * (1 + random.nextFloat());
        if (random.nextInt(mostSpecial) == 0) {
          values[at] = special[random.nextInt(special.length)];
        }
        if (hasNan && random.nextInt(1_000) == 0) {
          values[at] = Float.intBitsToFloat(random.nextBoolean() ? 0x7fc0_0001 : 0xffc0_0000);
        }
      }
      requireSingles(values, hasFill ? Optional.of(fill) : Optional.empty());
    }
  }

  private static void requireSingles(float[] values, Optional<Float> fill) {
    List<Float> numbers = new ArrayList<>();
    long nulls = 0;
    for (float value : values) {
      boolean isNull =
          fill.isPresent() && (Float.isNaN(fill.get()) ? Float.isNaN(value) : value == fill.get());
      nulls += isNull ? 1 : 0;
      if (!isNull) {
        numbers.add(value);
      }
    }
    byte[] cells = new byte[values.length * Float.BYTES];
    for (int at = 0; at < values.length; at++) {
      MemorySegment.ofArray(cells)
          .set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) at * Float.BYTES, values[at]);
    }
    ArrayStatistics found =
        figures(
            DType.FLOAT32,
            fill.map(each ->
                FillValue.of(
                    DType.FLOAT32, wholes(4, Float.floatToRawIntBits(each) & 0xffff_ffffL))),
            cells);
    assertThat(found.rowCount()).isEqualTo(values.length);
    assertThat(found.nullCount()).isEqualTo(nulls);
    // Java's order of floats: -0 below 0, NaN above all. It is the least if nothing else is there.
    numbers.sort(null);
    assertThat(found.least())
        .isEqualTo(
            numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Extreme.Real(numbers.getFirst())));
    assertThat(found.greatest())
        .isEqualTo(
            numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Extreme.Real(numbers.getLast())));
  }

  @Test
  void nanIsNullOnlyWhereTheFillValueIsOne() {
    double odd = Double.longBitsToDouble(0xfff8_0000_0000_0001L);
    assertThat(doubles(Optional.of(NAN), 1, Double.NaN, odd, 3)).isEqualTo(real(4, 2, 1, 3));
    assertThat(doubles(Optional.of(fill(-1)), 1, Double.NaN, -1, 3))
        .isEqualTo(real(4, 1, 1, Double.NaN));
    assertThat(doubles(Optional.empty(), Double.NaN, odd))
        .isEqualTo(real(2, 0, Double.NaN, Double.NaN));
    assertThat(doubles(Optional.of(NAN), Double.NaN))
        .isEqualTo(new ArrayStatistics(1, 1, Optional.empty(), Optional.empty()));
  }

  @Test
  void negativeZeroIsNullWhereZeroIsAndBelowItOtherwise() {
    assertThat(doubles(Optional.of(fill(0)), -0.0, 0.0, 2)).isEqualTo(real(3, 2, 2, 2));
    ArrayStatistics found = doubles(Optional.empty(), 0.0, -0.0);
    assertThat(found).isEqualTo(real(2, 0, -0.0, 0.0));
  }

  @Test
  void infinitiesAreNumbers() {
    double all = Double.POSITIVE_INFINITY;
    assertThat(doubles(Optional.of(NAN), all, -all)).isEqualTo(real(2, 0, -all, all));
    assertThat(doubles(Optional.empty(), all)).isEqualTo(real(1, 0, all, all));
    assertThat(figures(DType.FLOAT16, Optional.empty(), wholes(2, 0x3c00, 0xc000, 0x7c00)))
        .isEqualTo(real(3, 0, -2, all));
    assertThat(
            figures(
                DType.FLOAT32,
                Optional.empty(),
                wholes(4, Float.floatToIntBits(0.1f), Float.floatToIntBits(-7))))
        .isEqualTo(real(2, 0, -7, 0.1f));
  }

  @Test
  void fiveOfTenThatEqualTheFillValueAreNull() {
    FillValue zero = FillValue.of(DType.INT32, new byte[4]);
    assertThat(figures(DType.INT32, Optional.of(zero), wholes(4, 0, 0, 0, 0, 0, 5, 4, 3, 2, 1)))
        .isEqualTo(
            new ArrayStatistics(
                10, 5, Optional.of(new Extreme.Signed(1)), Optional.of(new Extreme.Signed(5))));
  }

  @Test
  void timesAreNanosecondsAndNoneIsNull() {
    assertThat(figures(TIME, Optional.empty(), wholes(8, 5, Long.MIN_VALUE, -5)))
        .isEqualTo(
            new ArrayStatistics(
                3, 1, Optional.of(new Extreme.Signed(-5)), Optional.of(new Extreme.Signed(5))));
  }

  @Test
  void textsAreInTheOrderOfTheirBytes() {
    ArrayStatistics found = texts(Optional.empty(), "b", "aé", "az", "\ud83d\ude00", "\uffee", "");
    assertThat(found.least()).contains(new Extreme.Text(""));
    assertThat(found.greatest()).contains(new Extreme.Text("\ud83d\ude00"));
    FillValue gap = FillValue.of(new CellType.Text(), "gap".getBytes(StandardCharsets.UTF_8));
    found = texts(Optional.of(gap), "gap", "gab", "gap");
    assertThat(found)
        .isEqualTo(
            new ArrayStatistics(
                3, 2, Optional.of(new Extreme.Text("gab")), Optional.of(new Extreme.Text("gab"))));
    assertThat(FiguresNote.read(FiguresNote.write(found).orElseThrow())).contains(found);
    assertThat(FiguresNote.write(texts(Optional.empty(), "x".repeat(1000)))).isEmpty();
  }

  private static ArrayStatistics texts(Optional<FillValue> fill, String... values) {
    CellFigures figures = FiguresByType.of(new CellType.Text(), fill);
    try (Arena arena = Arena.ofConfined();
        HeapMemory heap = HeapMemory.ofChunk(MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20))) {
      CellBlock cells = new CellBlock(arena.allocate(16L * values.length, 8), heap);
      for (int at = 0; at < values.length; at++) {
        byte[] text = values[at].getBytes(StandardCharsets.UTF_8);
        CellHeap.Room room = heap.take(text.length);
        MemorySegment.copy(MemorySegment.ofArray(text), 0, room.bytes(), 0, text.length);
        cells.put(at, room.place(), text.length);
      }
      figures.add(cells, CellBlock.REFERENCE);
    }
    return figures.figures();
  }

  @Test
  void fixedTextsLoseTheirPadding() {
    byte[] cells = wholes(4, 'b', 0, 'a', 0x1f600, 'a', 0xffee);
    assertThat(figures(new CellType.FixedText(8), Optional.empty(), cells))
        .isEqualTo(
            new ArrayStatistics(
                3,
                0,
                Optional.of(new Extreme.Text("a\uffee")),
                Optional.of(new Extreme.Text("b"))));
  }

  @Test
  void cellsWithoutAnOrderHaveNoExtremes() {
    FillValue zero = FillValue.of(DType.COMPLEX64, new byte[8]);
    assertThat(figures(DType.COMPLEX64, Optional.of(zero), wholes(8, 0, 1)))
        .isEqualTo(new ArrayStatistics(2, 1, Optional.empty(), Optional.empty()));
  }

  @Test
  void notesOfOthersAreNotUnderstood() {
    byte[] note = FiguresNote.write(real(4, 1, 1, 2)).orElseThrow();
    assertThat(FiguresNote.read(new byte[0])).isEmpty();
    assertThat(FiguresNote.read(Arrays.copyOf(note, note.length - 1))).isEmpty();
    assertThat(FiguresNote.read(Arrays.copyOf(note, note.length + 1))).isEmpty();
    note[0] = 9;
    assertThat(FiguresNote.read(note)).isEmpty();
    for (int at = 0; at < 1000; at++) {
      byte[] random = new byte[at % 60];
      TestSeed.random().nextBytes(random);
      assertThat(FiguresNote.read(random)).isNotNull();
    }
  }

  @Test
  void partsAreMerged() {
    ArrayStatistics one = real(4, 1, 1, 2);
    ArrayStatistics other = real(3, 0, -1, Double.NaN);
    assertThat(MergedFigures.of(one, other)).isEqualTo(real(7, 1, -1, Double.NaN));
    assertThat(MergedFigures.of(ArrayStatistics.unwritten(5), one)).isEqualTo(real(9, 6, 1, 2));
    assertThat(List.of(MergedFigures.of(one, ArrayStatistics.unwritten(0)))).containsExactly(one);
  }
}
