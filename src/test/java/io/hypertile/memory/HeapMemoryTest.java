package io.hypertile.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellHeap;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapMemoryTest {
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20);

  @Test
  void bytesStayWhereTheyWerePut() {
    Random random = TestSeed.random();
    try (HeapMemory heap = HeapMemory.ofChunk(memory)) {
      List<CellHeap.Room> rooms = new ArrayList<>();
      for (int n = 0; n < 500; n++) {
        CellHeap.Room room = heap.take(random.nextInt(random.nextInt(20) == 0 ? 3 << 20 : 2_000));
        room.bytes().fill((byte) n);
        rooms.add(room);
      }
      for (int n = 0; n < 500; n++) {
        long size = rooms.get(n).bytes().byteSize();
        MemorySegment found =
            size == 0 ? MemorySegment.NULL : heap.bytes(rooms.get(n).place(), size);
        assertThat(found.byteSize()).isEqualTo(size);
        for (long at = 0; at < size; at += 997) {
          assertThat(found.get(ValueLayout.JAVA_BYTE, at)).isEqualTo((byte) n);
        }
      }
      assertThat(memory.usedBytes()).isGreaterThanOrEqualTo(heap.size());
      heap.clear();
      assertThat(memory.usedBytes()).isZero();
      assertThat(heap.take(5).bytes().byteSize()).isEqualTo(5);
    }
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void moreThanTheLimitIsRefusedAndTakesNoMemory() {
    try (HeapMemory heap = HeapMemory.ofChunk(memory)) {
      heap.take(10);
      long used = memory.usedBytes();
      assertThatThrownBy(() -> heap.take(256 << 20))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE));
      assertThat(memory.usedBytes()).isEqualTo(used);
    }
  }

  @Test
  void copiedCellsAreTakenIntoTheHeapOfTheirBlock() {
    try (Arena arena = Arena.ofConfined();
        HeapMemory one = HeapMemory.ofChunk(memory);
        HeapMemory other = HeapMemory.ofChunk(memory)) {
      Shape shape = Shape.of(3, 4);
      CellBlock from = new CellBlock(arena.allocate(12 * CellBlock.REFERENCE, 8), one);
      for (int cell = 0; cell < 12; cell++) {
        MemorySegment text = MemorySegment.ofArray(("cell " + cell).getBytes());
        from.slice((long) cell * CellBlock.REFERENCE, CellBlock.REFERENCE).fill(text);
      }
      Shape target = Shape.of(2, 3);
      CellBlock to = new CellBlock(arena.allocate(6 * CellBlock.REFERENCE, 8), other);
      to.fill(MemorySegment.ofArray("gap".getBytes()));
      assertThat(to.isAll(MemorySegment.ofArray("gap".getBytes()))).isTrue();
      Region box = Region.of(new long[] {1, 1}, new long[] {3, 3});
      RegionCopy.copy(
          from.cells(), shape, box, to.cells(), target, new long[] {0, 1}, CellBlock.REFERENCE);
      to.adopt(target, Region.at(new long[] {0, 1}, box.shape()), one);
      one.clear();
      List<String> texts = new ArrayList<>();
      for (int cell = 0; cell < 6; cell++) {
        texts.add(new String(to.bytes(cell).toArray(ValueLayout.JAVA_BYTE)));
      }
      assertThat(texts).containsExactly("gap", "cell 5", "cell 6", "gap", "cell 9", "cell 10");
      assertThat(to.isAll(MemorySegment.ofArray("gap".getBytes()))).isFalse();
      assertThat(to.totalBytes()).isEqualTo(3 + 6 + 6 + 3 + 6 + 7);
    }
  }
}
