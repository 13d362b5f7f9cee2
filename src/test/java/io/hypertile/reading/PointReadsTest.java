package io.hypertile.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.PlainSpec;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.PointColumns;
import io.hypertile.slice.PointSelection;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Position;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Points of arrays whose cells hold their own numbers, chunked or not, through slabs of any size.
 */
class PointReadsTest {
  private static final ValueLayout.OfLong CELL = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Counts how often each chunk is read, or the boxes where there are none. */
  private static final class Counting implements CellReader {
    private final Shape shape;
    private final Optional<Shape> chunks;
    private final Map<List<Long>, Integer> read = new HashMap<>();
    private int boxes;

    Counting(Shape shape, Optional<Shape> chunks) {
      this.shape = shape;
      this.chunks = chunks;
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(DType.INT64, shape);
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
      assertThat(target.byteSize()).isEqualTo(region.shape().bytes(DType.INT64));
      assertThat(Region.whole(shape).contains(region)).isTrue();
      boxes++;
      chunks.ifPresent(chunk -> touch(region, chunk, new ArrayList<>()));
      long[] position = region.startArray();
      for (long at = 0; at < target.byteSize(); at += Long.BYTES) {
        target.set(CELL, at, cell(shape, position));
        for (int axis = position.length - 1; axis >= 0; axis--) {
          if (++position[axis] < region.stop(axis)) {
            break;
          }
          position[axis] = region.start(axis);
        }
      }
    }

    private void touch(Region region, Shape chunk, List<Long> at) {
      int axis = at.size();
      if (axis == chunk.rank()) {
        read.merge(List.copyOf(at), 1, Integer::sum);
        return;
      }
      long last = (region.stop(axis) - 1) / chunk.length(axis);
      for (long n = region.start(axis) / chunk.length(axis); n <= last; n++) {
        at.add(n);
        touch(region, chunk, at);
        at.removeLast();
      }
    }

    @Override
    public void close() {}
  }

  private record Found(Counting reader) implements CellArray {
    @Override
    public String name() {
      return "cells";
    }

    @Override
    public ArraySpec spec() {
      return reader.spec();
    }

    @Override
    public Version version() {
      return reader.version();
    }

    @Override
    public CellReader open(Region bounds) {
      return reader;
    }
  }

  private static long cell(Shape shape, long[] position) {
    long cell = 0;
    for (int axis = 0; axis < position.length; axis++) {
      cell = cell * shape.length(axis) + position[axis];
    }
    return cell;
  }

  private static PointSelection points(Shape shape, Map<Integer, long[]> columns, Selection rest) {
    PointColumns bound = new PointColumns(PlainSpec.of(DType.INT64, shape).axes(), Lookup.EXACT);
    columns.forEach((axis, positions) -> {
      PointColumns.Column column = bound.column("isel.d" + axis);
      for (long position : positions) {
        column.add(new Position(1, position));
      }
    });
    return bound.select(rest);
  }

  @Test
  void arraysWithoutDimensionsHaveNoPoints() {
    PointColumns bound = new PointColumns(List.of(), Lookup.EXACT);
    assertThatThrownBy(() -> bound.select(Selection.whole(Shape.of())))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE);
              assertThat(e.detail()).contains("no dimensions");
            });
    assertThatThrownBy(() -> bound.column("x")).isInstanceOf(ServiceException.class);
  }

  private static List<Long> read(Counting reader, PointSelection points, SlabSizes sizes)
      throws IOException {
    return read(reader, new PlannedPoints(new Found(reader), points, Long.MAX_VALUE), sizes);
  }

  private static List<Long> read(Counting reader, PlannedPoints planned, SlabSizes sizes)
      throws IOException {
    PlanExecutor.Resources resources =
        new PlanExecutor.Resources(
            2, 1, MemoryBudget.only(MemoryUse.ANSWERS, 256 << 20), Duration.ofSeconds(5));
    List<Long> cells = new ArrayList<>();
    try (PlanExecutor executor = new PlanExecutor(resources);
        AnswerCells stream =
            new CellReads(new ReadPlanner(sizes), executor)
                .open(planned, ByteSpan.whole(planned.cost()))) {
      stream.forEachSlab(slab -> {
        for (long at = 0; at < slab.cells().byteSize(); at += Long.BYTES) {
          cells.add(slab.cells().get(CELL, at));
        }
      });
    }
    return cells;
  }

  /** The numbers of the cells, found one by one. */
  private static List<Long> expected(Shape shape, Map<Integer, long[]> columns, Selection rest) {
    List<Long> cells = new ArrayList<>();
    int count = columns.values().iterator().next().length;
    for (int point = 0; point < count; point++) {
      collect(shape, columns, rest, point, new long[shape.rank()], 0, cells);
    }
    return cells;
  }

  private static void collect(
      Shape shape,
      Map<Integer, long[]> columns,
      Selection rest,
      int point,
      long[] at,
      int axis,
      List<Long> cells) {
    if (axis == at.length) {
      cells.add(cell(shape, at));
      return;
    }
    AxisSelection taken =
        columns.containsKey(axis)
            ? new AxisSelection.Index(columns.get(axis)[point])
            : rest.axes().get(axis);
    for (long n = 0; n < taken.count(); n++) {
      at[axis] = taken.position(n);
      collect(shape, columns, rest, point, at, axis + 1, cells);
    }
  }

  private static AxisSelection taken(Random random, long size) {
    int start = random.nextInt((int) size);
    int stop = start + 1 + random.nextInt((int) size - start);
    return switch (random.nextInt(5)) {
      case 0 -> new AxisSelection.Index(start);
      case 1 -> new AxisSelection.Range(start, stop, 1);
      case 2 -> new AxisSelection.Range(start, stop, 1 + random.nextInt(3));
      case 3 -> new AxisSelection.Positions(List.of((long) start, (long) stop - 1, (long) start));
      default -> new AxisSelection.Range(0, size, 1);
    };
  }

  @Test
  void pointsAreThoseFoundOneByOneWhateverTheChunksAndSlabs() throws IOException {
    Random random = TestSeed.random();
    for (int round = 0; round < 300; round++) {
      int rank = 1 + random.nextInt(4);
      long[] lengths = random.longs(rank, 1, 14).toArray();
      Shape shape = Shape.of(lengths);
      Optional<Shape> chunks =
          random.nextBoolean()
              ? Optional.of(Shape.of(random.longs(rank, 1, 6).toArray()))
              : Optional.empty();
      int count = 1 + random.nextInt(30);
      Map<Integer, long[]> columns = new HashMap<>();
      List<AxisSelection> rest = new ArrayList<>();
      for (int axis = 0; axis < rank; axis++) {
        boolean pointed = random.nextBoolean() || (axis == rank - 1 && columns.isEmpty());
        rest.add(
            pointed ? new AxisSelection.Range(0, lengths[axis], 1) : taken(random, lengths[axis]));
        if (pointed) {
          columns.put(axis, random.longs(count, 0, lengths[axis]).toArray());
        }
      }
      Selection others = new Selection(shape, rest);
      SlabSizes sizes =
          new SlabSizes(8 << random.nextInt(10), 8 << random.nextInt(12), 8L * random.nextInt(9));
      Counting reader = new Counting(shape, chunks);
      assertThat(read(reader, points(shape, columns, others), sizes))
          .as("round %d: %s in chunks %s", round, shape, chunks)
          .isEqualTo(expected(shape, columns, others));
    }
  }

  @Test
  void everyChunkIsReadOnceHoweverThePointsLie() throws IOException {
    Random random = TestSeed.random();
    Shape shape = Shape.of(100, 90, 10);
    Counting reader = new Counting(shape, Optional.of(Shape.of(16, 16, 4)));
    Map<Integer, long[]> columns = new HashMap<>();
    columns.put(0, random.longs(3000, 0, 100).toArray());
    columns.put(1, random.longs(3000, 0, 90).toArray());
    PointSelection points = points(shape, columns, Selection.whole(shape));
    assertThat(read(reader, points, SlabSizes.DEFAULT)).hasSize(30_000);
    assertThat(reader.read)
        .hasSize(7 * 6 * 3)
        .allSatisfy((chunk, times) -> assertThat(times).isEqualTo(1));
  }

  @Test
  void neighboursInPlainCellsAreReadThroughOneBox() throws IOException {
    Shape shape = Shape.of(1000, 1000);
    Counting reader = new Counting(shape, Optional.empty());
    Map<Integer, long[]> columns = new HashMap<>();
    columns.put(0, new long[] {5, 900, 5, 5});
    columns.put(1, new long[] {12, 0, 10, 11});
    List<Long> cells =
        read(reader, points(shape, columns, Selection.whole(shape)), SlabSizes.DEFAULT);
    assertThat(cells).containsExactly(5012L, 900_000L, 5010L, 5011L);
    assertThat(reader.boxes).isEqualTo(2);
  }

  @Test
  void moreChunksThanTheLimitAreRefusedBeforeAnyIsRead() {
    Shape shape = Shape.of(1000, 1000);
    Counting reader = new Counting(shape, Optional.of(Shape.of(100, 100)));
    long[] diagonal = {0, 150, 250, 350, 0};
    PointSelection points =
        points(shape, new HashMap<>(Map.of(0, diagonal, 1, diagonal)), Selection.whole(shape));
    PlannedPoints planned = new PlannedPoints(new Found(reader), points, 4 * 80_000 - 1);
    assertThatThrownBy(() -> read(reader, planned, SlabSizes.DEFAULT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
              assertThat(e.members()).containsEntry("requested", 320_000L);
            });
    assertThat(reader.boxes).isZero();
  }
}
