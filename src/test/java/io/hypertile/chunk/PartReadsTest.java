package io.hypertile.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chunks that are stored as they are answered, of which some cells are read. */
class PartReadsTest {
  private static final int CELL = Short.BYTES;

  /**
   * An array of two axes whose cells tell where they lie; chunks whose number is odd are absent,
   * which a list tells or only a look at each.
   */
  private static final class Plain implements ChunkSource {
    private final ChunkGrid grid;
    private final boolean isListed;
    private long looks;
    private long whole;
    private long parts;
    private long partBytes;

    Plain(Shape shape, Shape chunk, boolean isListed) {
      this.grid = new ChunkGrid(shape, chunk);
      this.isListed = isListed;
    }

    private static boolean isThere(long chunk) {
      return chunk % 2 == 0;
    }

    static short cell(long row, long column) {
      return (short) (row * 100 + column);
    }

    private short cellOf(long chunk, long number) {
      long columns = grid.counts().length(1);
      long width = grid.chunkShape().length(1);
      return cell(
          chunk / columns * grid.chunkShape().length(0) + number / width,
          chunk % columns * width + number % width);
    }

    @Override
    public ChunkGrid grid() {
      return grid;
    }

    @Override
    public long chunkBytes() {
      return grid.chunkShape().cells() * CELL;
    }

    @Override
    public boolean isStored(long chunk) {
      return !isListed || isThere(chunk);
    }

    @Override
    public boolean readStored(long chunk, Supplier<CellBlock> room, ChunkSpace space) {
      looks++;
      return isThere(chunk) && ChunkSource.super.readStored(chunk, room, space);
    }

    @Override
    public void fill(CellBlock cells) {
      cells.cells().fill((byte) 0);
    }

    @Override
    public void read(long chunk, CellBlock cells, ChunkSpace space) {
      if (isThere(chunk)) {
        ChunkSource.super.read(chunk, cells, space);
      } else {
        fill(cells);
      }
    }

    @Override
    public MemorySegment fetch(long chunk, ChunkSpace space) {
      return space.storedRoom(chunkBytes());
    }

    @Override
    public void decode(long chunk, MemorySegment stored, CellBlock cells, ChunkSpace space) {
      whole++;
      put(chunk, 0, cells.cells());
    }

    @Override
    public PartRead readPart(long chunk, long from, MemorySegment cells) {
      assertThat(isStored(chunk)).isTrue();
      looks++;
      if (!isThere(chunk)) {
        return PartRead.ABSENT;
      }
      assertThat(from % CELL).isZero();
      assertThat(from + cells.byteSize()).isLessThanOrEqualTo(chunkBytes());
      parts++;
      partBytes += cells.byteSize();
      put(chunk, from / CELL, cells);
      return PartRead.READ;
    }

    private void put(long chunk, long first, MemorySegment cells) {
      for (long n = 0; n < cells.byteSize() / CELL; n++) {
        cells.set(ValueLayout.JAVA_SHORT_UNALIGNED, n * CELL, cellOf(chunk, first + n));
      }
    }
  }

  private static void requireRead(Plain source, Region box) {
    try (Arena arena = Arena.ofShared();
        DecodedChunks memory = new DecodedChunks(1 << 20)) {
      MemorySegment cells = arena.allocate(box.cells() * CELL);
      new ChunkRead(source, new ReadBox(box, CellBlock.of(cells), CELL), memory).run();
      long at = 0;
      for (long row = box.start(0); row < box.stop(0); row++) {
        for (long column = box.start(1); column < box.stop(1); column++) {
          long chunk =
              row / source.grid.chunkShape().length(0) * source.grid.counts().length(1)
                  + column / source.grid.chunkShape().length(1);
          assertThat(cells.get(ValueLayout.JAVA_SHORT_UNALIGNED, at))
              .as("%s,%s", row, column)
              .isEqualTo(Plain.isThere(chunk) ? Plain.cell(row, column) : 0);
          at += CELL;
        }
      }
    }
  }

  @Test
  void anyBoxIsReadAsItsCells() {
    Random random = TestSeed.random();
    for (int round = 0; round < 300; round++) {
      Shape shape = Shape.of(1 + random.nextInt(12), 1 + random.nextInt(12));
      Plain source =
          new Plain(
              shape,
              Shape.of(1 + random.nextInt(13), 1 + random.nextInt(13)),
              random.nextBoolean());
      long[] start = {random.nextInt((int) shape.length(0)), random.nextInt((int) shape.length(1))};
      long[] stop = {
        random.nextLong(start[0] + 1, shape.length(0) + 1),
        random.nextLong(start[1] + 1, shape.length(1) + 1)
      };
      requireRead(source, Region.of(start, stop));
    }
  }

  @Test
  void rowsOfAChunkAreReadWithoutTheOthers() {
    Plain source = new Plain(Shape.of(100, 10), Shape.of(50, 10), true);
    requireRead(source, Region.of(new long[] {7, 0}, new long[] {9, 10}));
    assertThat(source.whole).isZero();
    assertThat(source.parts).isEqualTo(1);
    assertThat(source.partBytes).isEqualTo(2 * 10 * CELL);
  }

  @Test
  void cellsThatAreNoNeighboursComeWithTheirChunk() {
    Plain source = new Plain(Shape.of(100, 10), Shape.of(50, 10), true);
    requireRead(source, Region.of(new long[] {7, 0}, new long[] {9, 9}));
    assertThat(source.whole).isEqualTo(1);
    assertThat(source.parts).isZero();
  }

  @Test
  void aChunkThatIsNotThereIsLookedForOnce() {
    Plain source = new Plain(Shape.of(100, 10), Shape.of(50, 10), false);
    requireRead(source, Region.of(new long[] {57, 0}, new long[] {59, 10}));
    assertThat(source.looks).isEqualTo(1);
  }
}
