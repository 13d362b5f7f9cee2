package io.hypertile.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Extents beside those that follow from where cells were put, whatever the slabs. */
class ExtentTest {
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20);

  /** A type with a fill value, cells that hold nothing, and cells that hold something. */
  record Cells(CellType type, byte[] fill, List<byte[]> nothing, List<byte[]> something) {
    @Override
    public String toString() {
      return type.numpyName() + " " + HexFormat.of().formatHex(fill);
    }
  }

  static Stream<Cells> cells() {
    Stream<Cells> integers =
        Arrays.stream(DType.values())
            .filter(DType::isInteger)
            .flatMap(type -> {
              byte[] seven = new byte[type.size()];
              seven[0] = 7;
              byte[] high = new byte[type.size()];
              high[type.size() - 1] = 1;
              byte[] usual = FillValue.defaultOf(type).bytes();
              return Stream.of(
                  new Cells(type, usual, List.of(usual), List.of(seven, high)),
                  new Cells(type, seven, List.of(seven), List.of(usual, high)));
            });
    return Stream.of(integers, floats(), others()).flatMap(each -> each);
  }

  private static Stream<Cells> floats() {
    return Stream.of(
            real(DType.FLOAT16, "007e", "01fe", "0000", "0080", "003c"),
            real(DType.FLOAT32, "0000c07f", "0100a0ff", "00000000", "00000080", "0000803f"),
            real(
                DType.FLOAT64,
                "000000000000f87f",
                "010000000000f4ff",
                "0000000000000000",
                "0000000000000080",
                "000000000000f03f"),
            real(
                DType.LONGDOUBLE,
                wide("c0ff7f"),
                wide("a0ffff"),
                wide("000000"),
                wide("000080"),
                wide("80ff3f")),
            complex(DType.COMPLEX64, "0000c07f", "00000000", "0000803f"),
            complex(DType.COMPLEX128, "000000000000f87f", "0000000000000000", "000000000000f03f"),
            complex(DType.CLONGDOUBLE, wide("c0ff7f"), wide("000000"), wide("80ff3f")))
        .flatMap(List::stream);
  }

  private static String wide(String upper) {
    return "00000000000000" + upper + "000000000000";
  }

  private static List<Cells> real(
      DType type, String nan, String otherNan, String zero, String minusZero, String one) {
    byte[] usual = FillValue.defaultOf(type).bytes();
    List<byte[]> nans = List.of(usual, hex(nan), hex(otherNan));
    return List.of(
        new Cells(type, usual, nans, List.of(hex(zero), hex(minusZero), hex(one))),
        new Cells(
            type,
            hex(zero),
            List.of(hex(zero), hex(minusZero), hex(nan), hex(otherNan)),
            List.of(hex(one))));
  }

  private static List<Cells> complex(DType type, String nan, String zero, String one) {
    byte[] usual = FillValue.defaultOf(type).bytes();
    List<byte[]> nans = List.of(usual, hex(nan + one), hex(one + nan), hex(nan + nan));
    return List.of(
        new Cells(type, usual, nans, List.of(hex(zero + zero), hex(one + zero), hex(zero + one))),
        new Cells(
            type,
            hex(one + zero),
            List.of(hex(one + zero), hex(zero + nan)),
            List.of(hex(one + one), hex(zero + zero), hex(zero + one))));
  }

  private static Stream<Cells> others() {
    byte[] nat = hex("0000000000000080");
    byte[] epoch = new byte[8];
    byte[] later = hex("0100000000000000");
    CellType time = new CellType.TimePoint(CellTimeUnit.SECONDS, 1);
    CellType span = new CellType.TimeSpan(CellTimeUnit.SECONDS, 1);
    byte[] none = new byte[0];
    byte[] text = "é".getBytes(StandardCharsets.UTF_8);
    byte[] other = "è".getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        new Cells(time, nat, List.of(nat), List.of(epoch, later)),
        new Cells(span, epoch, List.of(nat, epoch), List.of(later)),
        new Cells(new CellType.Truth(), hex("00"), List.of(hex("00")), List.of(hex("01"))),
        new Cells(new CellType.FixedText(8), epoch, List.of(epoch), List.of(later, nat)),
        new Cells(
            new CellType.FixedBytes(3),
            hex("616200"),
            List.of(hex("616200")),
            List.of(new byte[3])),
        new Cells(
            new CellType.RawBytes(5),
            new byte[5],
            List.of(new byte[5]),
            List.of(hex("0000000001"))),
        new Cells(new CellType.Text(), none, List.of(none), List.of(text, other)),
        new Cells(new CellType.AnyBytes(), text, List.of(text), List.of(none, other)));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void withoutABlankValueOnlyNaNAndNaTHoldNothing() {
    long nat = Long.MIN_VALUE;
    assertThat(extent(DType.INT64, 0, nat, 0))
        .isEqualTo(Optional.of(Region.of(new long[] {0}, new long[] {3})));
    assertThat(extent(DType.FLOAT64, 0x7ff8L << 48, 0, 0x7ff8L << 48))
        .isEqualTo(Optional.of(Region.of(new long[] {1}, new long[] {2})));
    assertThat(extent(new CellType.TimePoint(CellTimeUnit.SECONDS, 1), nat, 0, 5))
        .isEqualTo(Optional.of(Region.of(new long[] {1}, new long[] {3})));
    assertThat(extent(new CellType.FixedText(8), 0, 0, 0))
        .isEqualTo(Optional.of(Region.of(new long[] {0}, new long[] {3})));
  }

  private static Optional<Region> extent(CellType type, long... cells) {
    Extent extent = new Extent(Shape.of(cells.length), type, Optional.empty());
    extent.take(CellBlock.of(MemorySegment.ofArray(cells)));
    return extent.box();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void boxIsTheSmallestWithAllCells(Cells cells) {
    Random random = TestSeed.random();
    for (int round = 0; round < 60; round++) {
      long[] lengths = random.longs(1 + random.nextInt(4), 1, 8).toArray();
      Shape shape = Shape.of(lengths);
      boolean[] held = new boolean[(int) shape.cells()];
      double density = List.of(0.0, 0.01, 0.05, 0.5, 1.0).get(random.nextInt(5));
      for (int cell = 0; cell < held.length; cell++) {
        held[cell] = random.nextDouble() < density;
      }
      assertThat(found(cells, shape, held, random)).isEqualTo(box(lengths, held));
    }
  }

  private Optional<Region> found(Cells cells, Shape shape, boolean[] held, Random random) {
    int size = cells.type.size();
    try (Arena arena = Arena.ofConfined();
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      MemorySegment bytes = arena.allocate((long) held.length * size, 8);
      CellBlock all = cells.type.isAnyLength() ? new CellBlock(bytes, heap) : CellBlock.of(bytes);
      for (int cell = 0; cell < held.length; cell++) {
        List<byte[]> values = held[cell] ? cells.something : cells.nothing;
        byte[] value = values.get(random.nextInt(values.size()));
        all.slice((long) cell * size, size).fill(MemorySegment.ofArray(value));
      }
      Extent extent =
          new Extent(shape, cells.type, Optional.of(FillValue.of(cells.type, cells.fill)));
      for (int at = 0; at < held.length; ) {
        int count = Math.min(held.length - at, 1 + random.nextInt(40));
        extent.take(all.slice((long) at * size, (long) count * size));
        at += count;
      }
      return extent.box();
    }
  }

  private static Optional<Region> box(long[] lengths, boolean[] held) {
    long[] start = lengths.clone();
    long[] stop = new long[lengths.length];
    for (int cell = 0; cell < held.length; cell++) {
      long rest = cell;
      for (int axis = lengths.length - 1; held[cell] && axis >= 0; axis--) {
        start[axis] = Math.min(start[axis], rest % lengths[axis]);
        stop[axis] = Math.max(stop[axis], rest % lengths[axis] + 1);
        rest /= lengths[axis];
      }
    }
    return stop[0] == 0 ? Optional.empty() : Optional.of(Region.of(start, stop));
  }
}
