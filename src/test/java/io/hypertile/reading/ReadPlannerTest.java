package io.hypertile.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkStretches;
import io.hypertile.array.PlainSpec;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadPlannerTest {
  private static final DType[] TYPES = {
    DType.UINT8, DType.INT16, DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128, DType.CLONGDOUBLE
  };

  /** An array whose cells hold their own number in C order, never stored anywhere. */
  private static final class CountingReader implements CellReader {
    private final Shape shape;
    private final DType dtype;
    private final Optional<Shape> chunks;
    private long boxes;
    private long largestBox;
    private boolean closed;

    CountingReader(Shape shape, DType dtype, Optional<Shape> chunks) {
      this.shape = shape;
      this.dtype = dtype;
      this.chunks = chunks;
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(dtype, shape);
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public Optional<Shape> chunkShape() {
      return chunks;
    }

    @Override
    public void read(Region region, CellBlock block) {
      MemorySegment target = block.cells();
      assertThat(closed).isFalse();
      assertThat(Region.whole(shape).contains(region)).isTrue();
      assertThat(target.byteSize()).isEqualTo(region.shape().bytes(dtype));
      assertThat(target.isNative()).isTrue();
      boxes++;
      largestBox = Math.max(largestBox, target.byteSize());
      long[] position = region.startArray();
      for (long at = 0; at < target.byteSize(); at += dtype.size()) {
        put(target, at, cell(shape, position), dtype.size());
        for (int axis = position.length - 1; axis >= 0; axis--) {
          if (++position[axis] < region.stop(axis)) {
            break;
          }
          position[axis] = region.start(axis);
        }
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static long cell(Shape shape, long[] position) {
    long cell = 0;
    for (int axis = 0; axis < position.length; axis++) {
      cell = cell * shape.length(axis) + position[axis];
    }
    return cell;
  }

  private static void put(MemorySegment target, long at, long value, int size) {
    for (int n = 0; n < size; n++) {
      target.set(ValueLayout.JAVA_BYTE, at + n, (byte) (n < 8 ? value >>> (8 * n) : 0));
    }
  }

  /** The result cell by cell, the slow and obvious way. */
  private static byte[] expected(Selection selection, DType dtype) {
    byte[] bytes = new byte[Math.toIntExact(selection.cells() * dtype.size())];
    MemorySegment target = MemorySegment.ofArray(bytes);
    long[] result = new long[selection.axes().size()];
    for (long n = 0; n < selection.cells(); n++) {
      long[] position = new long[result.length];
      for (int axis = 0; axis < position.length; axis++) {
        position[axis] = selection.axes().get(axis).position(result[axis]);
      }
      put(target, n * dtype.size(), cell(selection.shape(), position), dtype.size());
      for (int axis = result.length - 1; axis >= 0; axis--) {
        if (++result[axis] < selection.axes().get(axis).count()) {
          break;
        }
        result[axis] = 0;
      }
    }
    return bytes;
  }

  private static byte[] run(ReadPlan plan, CellReader reader) {
    byte[] result = new byte[Math.toIntExact(plan.resultBytes())];
    int at = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slabs = arena.allocate(plan.slabBytes());
      MemorySegment scratch = arena.allocate(Math.max(1, plan.reads().scratchBytes()));
      for (long n = 0; n < plan.slabs(); n++) {
        Slab slab = plan.slab(n);
        SlabReading.Memory memory =
            new SlabReading.Memory(CellBlock.of(slabs.asSlice(0, slab.bytes())), scratch);
        plan.reads().read(slab, reader, memory, Runnable::run);
        MemorySegment.copy(
            slabs, ValueLayout.JAVA_BYTE, 0, result, at, Math.toIntExact(slab.bytes()));
        at += (int) slab.bytes();
      }
    }
    assertThat(at).isEqualTo(result.length);
    return result;
  }

  @ParameterizedTest
  @EnumSource(Density.class)
  void anySelectionIsReadAsItsCells(Density density) {
    Random random = TestSeed.random();
    for (int round = 0; round < 400; round++) {
      DType dtype = TYPES[random.nextInt(TYPES.length)];
      Shape shape = shape(random);
      Selection selection = selection(random, shape, density);
      Optional<Shape> chunks = someChunks(random, shape);
      long target = 1L << random.nextInt(5, 12);
      SlabSizes sizes = new SlabSizes(target, target * 4, random.nextInt(200));
      ReadPlan plan = new ReadPlanner(sizes).plan(selection, dtype, chunks, ReadAhead.LOCAL);
      CountingReader reader = new CountingReader(shape, dtype, chunks);
      assertThat(run(plan, reader))
          .as("round %s: %s %s %s", round, selection, chunks, sizes)
          .isEqualTo(expected(selection, dtype));
      assertThat(plan.slabBytes()).isLessThanOrEqualTo(Math.max(sizes.most(), dtype.size()));
      assertThat(reader.largestBox).isLessThanOrEqualTo(Math.max(sizes.most(), dtype.size()));
    }
  }

  enum Density {
    BOXES,
    STEPS,
    LISTS,
    ANY
  }

  private static Shape shape(Random random) {
    long[] lengths = new long[random.nextInt(1, 6)];
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = random.nextInt(1, lengths.length > 3 ? 6 : 14);
    }
    return Shape.of(lengths);
  }

  private static Optional<Shape> someChunks(Random random, Shape shape) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(chunks(random, shape));
  }

  private static Shape chunks(Random random, Shape shape) {
    long[] lengths = shape.toArray();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = 1 + random.nextInt((int) lengths[axis]);
    }
    return Shape.of(lengths);
  }

  private static Selection selection(Random random, Shape shape, Density density) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int length = (int) shape.length(axis);
      int start = random.nextInt(length);
      int stop = start + 1 + random.nextInt(length - start);
      int kind =
          switch (density) {
            case BOXES -> random.nextInt(2);
            case STEPS -> random.nextInt(3);
            case LISTS -> random.nextInt(2) * 3;
            case ANY -> random.nextInt(5);
          };
      axes.add(
          switch (kind) {
            case 0 -> new AxisSelection.Range(start, stop, 1);
            case 1 -> new AxisSelection.Index(start);
            case 2 -> new AxisSelection.Range(start, stop, 1 + random.nextInt(4));
            case 4 -> wrapped(random, length);
            default -> list(random, length);
          });
    }
    return new Selection(shape, List.copyOf(axes));
  }

  private static AxisSelection wrapped(Random random, int length) {
    int step = 1 + random.nextInt(3);
    long most = Math.ceilDiv(length, step);
    long count = most < 2 ? 1 : 2 + random.nextLong(most - 1);
    long start = random.nextInt(length);
    AxisSelection.Wrapped wrapped =
        new AxisSelection.Wrapped(start, Math.min(count, most), step, length);
    return count < 2 || wrapped.beforeSeam() >= wrapped.count()
        ? new AxisSelection.Index(start)
        : wrapped;
  }

  private static AxisSelection list(Random random, int length) {
    List<Long> positions = new ArrayList<>();
    int count = random.nextInt(1, 7);
    for (int n = 0; n < count; n++) {
      positions.add((long) random.nextInt(length));
    }
    return new AxisSelection.Positions(List.copyOf(positions));
  }

  @Test
  void planOfAnAnswerLargerThanMemoryIsCutInOrder() {
    Shape shape = Shape.of(40_000, 50_000, 30);
    ReadPlan plan =
        new ReadPlanner(SlabSizes.DEFAULT)
            .plan(Selection.whole(shape), DType.FLOAT64, Optional.empty(), ReadAhead.LOCAL);
    assertThat(plan.resultBytes()).isEqualTo(480_000_000_000L);
    assertThat(plan.slabBytes()).isBetween(512L << 10, 1L << 20);
    assertThat(plan.reads().scratchBytes()).isZero();
    long bytes = 0;
    for (long n = 0; n < plan.slabs(); n++) {
      bytes += plan.slab(n).bytes();
    }
    assertThat(bytes).isEqualTo(plan.resultBytes());
    Slab last = plan.slab(plan.slabs() - 1);
    assertThat(last.results().stop(0)).isEqualTo(40_000);
    assertThat(last.results().stop(1)).isEqualTo(50_000);
    assertThat(last.results().stop(2)).isEqualTo(30);
  }

  @Test
  void slabsBeginWhereChunksDo() {
    Shape shape = Shape.of(1000, 100);
    Selection selection =
        new Selection(
            shape, List.of(new AxisSelection.Range(7, 993, 1), new AxisSelection.Range(0, 100, 1)));
    ReadPlan plan =
        new ReadPlanner(new SlabSizes(20_000, 80_000, 100))
            .plan(selection, DType.FLOAT64, Optional.of(Shape.of(10, 100)), ReadAhead.LOCAL);
    assertThat(plan.slabs()).isGreaterThan(30);
    for (long n = 1; n < plan.slabs(); n++) {
      assertThat((7 + plan.slab(n).results().start(0)) % 10).isZero();
    }
  }

  /** Stretches that end at some positions. */
  private record Stretches(Optional<Shape> chunks, TreeSet<Long> ends) implements ChunkStretches {
    @Override
    public long start(long position) {
      Long end = ends.floor(position);
      return end == null ? 0 : end;
    }

    @Override
    public long stop(long position) {
      return ends.higher(position);
    }
  }

  private static Stretches stretches(Random random, long length, Optional<Shape> chunks) {
    TreeSet<Long> ends = new TreeSet<>(List.of(length));
    for (int n = random.nextInt(6); n > 0; n--) {
      ends.add(1 + random.nextLong(length));
    }
    return new Stretches(chunks, ends);
  }

  private static byte[] runAny(SlabPlan plan, CellReader reader) {
    byte[] result = new byte[Math.toIntExact(plan.resultBytes())];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slabs = arena.allocate(plan.slabBytes());
      MemorySegment scratch = arena.allocate(Math.max(1, plan.scratchBytes()));
      for (long n = 0; n < plan.slabs(); n++) {
        MemorySegment slab = slabs.asSlice(0, plan.bytes(n));
        plan.read(n, reader, new SlabReading.Memory(CellBlock.of(slab), scratch), Runnable::run);
        int at = Math.toIntExact(plan.offset(n));
        assertThat(plan.slabAt(at)).isEqualTo(n);
        MemorySegment.copy(
            slab, ValueLayout.JAVA_BYTE, 0, result, at, Math.toIntExact(slab.byteSize()));
      }
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource(Density.class)
  void anySelectionOfStretchesIsReadAsItsCells(Density density) {
    Random random = TestSeed.random();
    for (int round = 0; round < 300; round++) {
      DType dtype = TYPES[random.nextInt(TYPES.length)];
      Shape shape = shape(random);
      Selection selection = selection(random, shape, density);
      Stretches stretches = stretches(random, shape.length(0), someChunks(random, shape));
      long target = 1L << random.nextInt(5, 12);
      SlabSizes sizes = new SlabSizes(target, target * 4, random.nextInt(200));
      SlabPlan plan = new ReadPlanner(sizes).plan(selection, dtype, stretches, new ReadAhead(0, 2));
      CountingReader reader = new CountingReader(shape, dtype, Optional.empty());
      assertThat(runAny(plan, reader))
          .as("round %s: %s %s %s", round, selection, stretches, sizes)
          .isEqualTo(expected(selection, dtype));
      assertThat(plan.slabBytes()).isLessThanOrEqualTo(Math.max(sizes.most(), dtype.size()));
      assertThat(plan.ahead()).isBetween(0, 2);
    }
  }

  @Test
  void chunksOfStretchesAreReadInOnePiece() {
    Shape shape = Shape.of(100, 10);
    Stretches stretches =
        new Stretches(
            Optional.of(Shape.of(16, 10)), new TreeSet<>(List.of(3L, 5L, 45L, 46L, 85L, 100L)));
    SlabPlan plan =
        new ReadPlanner(new SlabSizes(800, 3000, 100))
            .plan(Selection.whole(shape), DType.FLOAT64, stretches, new ReadAhead(0, 2));
    List<Long> starts = new ArrayList<>();
    for (long n = 0; n < plan.slabs(); n++) {
      starts.add(plan.offset(n) / 80);
    }
    // Two short stretches together, a long one by two chunks, and so on.
    assertThat(starts).containsExactly(0L, 5L, 37L, 45L, 46L, 78L, 85L);
    assertThat(plan.ahead()).isEqualTo(2);
  }

  @Test
  void manyShortStretchesAreNotOpenedForOneSlab() {
    TreeSet<Long> ends = new TreeSet<>();
    for (long end = 1; end <= 1000; end++) {
      ends.add(end);
    }
    SlabPlan plan =
        new ReadPlanner(SlabSizes.DEFAULT)
            .plan(
                Selection.whole(Shape.of(1000)),
                DType.FLOAT64,
                new Stretches(Optional.of(Shape.of(1)), ends),
                new ReadAhead(0, 2));
    assertThat(plan.slabs()).isEqualTo(Math.ceilDiv(1000, 32));
  }

  private static long slabs(ReadPlanner planner, Shape chunk) {
    Selection whole = Selection.whole(Shape.of(1000, 1000));
    return planner.plan(whole, DType.FLOAT64, Optional.of(chunk), ReadAhead.LOCAL).slabs();
  }

  @Test
  void slabsAreAsLargeAsTheReaderWouldHaveThem() {
    ReadPlanner planner = new ReadPlanner(new SlabSizes(100_000, 1_000_000, 100));
    Selection whole = Selection.whole(Shape.of(1000, 1000));
    ReadAhead remote = new ReadAhead(4_000_000, 3);
    ReadPlan plan = planner.plan(whole, DType.FLOAT64, Optional.empty(), remote);
    assertThat(plan.slabBytes()).isEqualTo(4_000_000);
    assertThat(plan.slabs()).isEqualTo(2);
    assertThat(plan.ahead()).isEqualTo(1);
    ReadAhead small = new ReadAhead(10_000, 3);
    ReadPlan local = planner.plan(whole, DType.FLOAT64, Optional.empty(), small);
    assertThat(local.slabBytes()).isBetween(90_000L, 100_000L);
    assertThat(local.ahead()).isEqualTo(3);
  }

  @Test
  void slabsGrowSoThatChunksAreDecodedOnce() {
    ReadPlanner planner = new ReadPlanner(new SlabSizes(100_000, 1_000_000, 100));
    assertThat(slabs(planner, Shape.of(100, 100))).isEqualTo(10);
    assertThat(slabs(planner, Shape.of(10, 1000))).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 100, 100_000})
  void stepsAreCoveredByOneReadWhenTheGapIsSmall(int step) {
    Shape shape = Shape.of(1_000_000);
    Selection selection =
        new Selection(shape, List.of(new AxisSelection.Range(0, 1_000_000, step)));
    ReadPlan plan =
        new ReadPlanner(SlabSizes.DEFAULT)
            .plan(selection, DType.FLOAT64, Optional.empty(), ReadAhead.LOCAL);
    CountingReader reader = new CountingReader(shape, DType.FLOAT64, Optional.empty());
    assertThat(run(plan, reader)).isEqualTo(expected(selection, DType.FLOAT64));
    if (step == 100_000) {
      assertThat(reader.boxes).isEqualTo(10);
      assertThat(reader.largestBox).isEqualTo(8);
    } else {
      assertThat(reader.boxes).isLessThanOrEqualTo(16);
      assertThat(reader.largestBox).isLessThanOrEqualTo(16 << 20);
    }
  }

  @Test
  void farPositionsOfAListDoNotCutTheOtherAxes() {
    Shape shape = Shape.of(1000, 1_000_000);
    Selection selection =
        new Selection(
            shape,
            List.of(
                new AxisSelection.Range(0, 1000, 1),
                new AxisSelection.Positions(List.of(0L, 999_999L))));
    ReadPlan plan =
        new ReadPlanner(SlabSizes.DEFAULT)
            .plan(selection, DType.FLOAT64, Optional.empty(), ReadAhead.LOCAL);
    CountingReader reader = new CountingReader(shape, DType.FLOAT64, Optional.empty());
    assertThat(run(plan, reader)).isEqualTo(expected(selection, DType.FLOAT64));
    assertThat(reader.boxes).isEqualTo(2);
  }

  @Test
  void costOfMoreThanALongHoldsIsTheLargestLong() {
    List<AxisSelection> axes = new ArrayList<>();
    long[] lengths = new long[8];
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = 1000;
      axes.add(new AxisSelection.Range(0, 1000, 1));
    }
    ReadCost cost = ReadCost.of(new Selection(Shape.of(lengths), axes), DType.FLOAT64);
    assertThat(cost).isEqualTo(new ReadCost(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void streamGivesTheCellsInOrderAndClosesTheReader() throws Exception {
    Shape shape = Shape.of(500, 40);
    Selection selection = Selection.whole(shape);
    CountingReader reader = new CountingReader(shape, DType.INT32, Optional.empty());
    ReadPlanner planner = new ReadPlanner(new SlabSizes(4096, 8192, 10));
    byte[] result = new byte[500 * 40 * 4];
    int[] at = new int[1];
    try (PlanExecutor executor =
        new PlanExecutor(
            new PlanExecutor.Resources(
                2, 0, MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20), Duration.ofSeconds(1)))) {
      try (CellStream stream =
          executor.open(
              () -> reader,
              open -> {
                ReadPlan plan =
                    planner.plan(selection, DType.INT32, open.chunkShape(), open.advice());
                return new CellStream.Wanted(plan, new ByteSpan(0, plan.resultBytes()));
              })) {
        assertThat(stream.plan().slabs()).isGreaterThan(10);
        stream.forEachSlab(block -> {
          MemorySegment cells = block.cells();
          MemorySegment.copy(
              cells, ValueLayout.JAVA_BYTE, 0, result, at[0], (int) cells.byteSize());
          at[0] += (int) cells.byteSize();
        });
        assertThat(reader.closed).isTrue();
      }
    }
    assertThat(result).isEqualTo(expected(selection, DType.INT32));
  }

  @Test
  void slabsAreFoundByTheirBytes() {
    Random random = TestSeed.random();
    for (int round = 0; round < 200; round++) {
      Shape shape = Shape.of(1 + random.nextInt(9), 1 + random.nextInt(30), 1 + random.nextInt(40));
      Optional<Shape> chunks =
          random.nextBoolean() ? Optional.of(Shape.of(1, 4, 8)) : Optional.empty();
      SlabSizes sizes = new SlabSizes(1 + random.nextInt(3000), 8192, 10);
      long start = random.nextInt((int) shape.length(1));
      Selection selection =
          new Selection(
              shape,
              List.of(
                  new AxisSelection.Range(0, shape.length(0), 1),
                  new AxisSelection.Range(start, shape.length(1), 1),
                  new AxisSelection.Range(0, shape.length(2), 1)));
      ReadPlan plan = new ReadPlanner(sizes).plan(selection, DType.INT32, chunks, ReadAhead.LOCAL);
      long offset = 0;
      for (long n = 0; n < plan.slabs(); n++) {
        long bytes = plan.slab(n).bytes();
        assertThat(plan.offset(n)).as("round %d", round).isEqualTo(offset);
        assertThat(plan.slabAt(offset)).isEqualTo(n);
        assertThat(plan.slabAt(offset + bytes - 1)).isEqualTo(n);
        offset += bytes;
      }
      assertThat(offset).isEqualTo(plan.resultBytes());
    }
  }
}
