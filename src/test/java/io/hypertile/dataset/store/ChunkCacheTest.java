package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkCacheTest {
  private static final long SLAB = 1_024;

  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 1L << 20));
  private final ChunkCache cache = new ChunkCache(pool.memory(), 4 * SLAB);

  @AfterEach
  void allMemoryComesBack() {
    cache.close();
    assertThat(pool.memory().usedBytes()).isZero();
    pool.close();
  }

  private static ChunkCache.Place place(int chunk) {
    return new ChunkCache.Place("segment", chunk);
  }

  /** A box of a chunk of one axis, whose cells have one byte. */
  private static Region cells(long start, long stop) {
    return Region.of(new long[] {start}, new long[] {stop});
  }

  /** Fills a slab with two chunks, whose cells are their numbers. */
  private void fill(int first) {
    try (ChunkCache.Slab slab = cache.room(SLAB).orElseThrow()) {
      for (int chunk = first; chunk < first + 2; chunk++) {
        keep(slab, chunk, cells(100, 100 + SLAB / 2));
      }
      assertThat(slab.take(1)).isEmpty();
    }
  }

  private void keep(ChunkCache.Slab slab, int chunk, Region box) {
    MemorySegment cells = slab.take(box.cells()).orElseThrow();
    cells.fill((byte) chunk);
    cache.keep(place(chunk), slab, cells, box);
  }

  /** A chunk that is kept, until it is closed. */
  private record Held(ChunkCache cache, ChunkCache.Entry entry) implements AutoCloseable {
    @Override
    public void close() {
      cache.closeAll(List.of(entry));
    }
  }

  private Held find(int chunk) {
    return new Held(cache, Objects.requireNonNull(cache.findAll(List.of(place(chunk))).getFirst()));
  }

  private static void requireCells(ChunkCache.Entry entry, int chunk) {
    assertThat(entry.cells().toArray(ValueLayout.JAVA_BYTE)).containsOnly(chunk);
  }

  @Test
  void slabsThatAreFilledAtTheSameTimeDoNotPassTheBoundTogether() {
    List<ChunkCache.Slab> slabs = new ArrayList<>();
    for (int slab = 0; slab < 7; slab++) {
      slabs.add(cache.room(SLAB).orElseThrow());
    }
    for (int slab = 0; slab < slabs.size(); slab++) {
      keep(slabs.get(slab), slab, cells(0, SLAB));
    }
    assertThat(cache.bytes()).isEqualTo(4 * SLAB);
    long used = pool.memory().usedBytes();
    slabs.forEach(ChunkCache.Slab::close);
    assertThat(pool.memory().usedBytes()).isEqualTo(used / 7 * 4);
    assertThat(cache.has(place(2))).isFalse();
    assertThat(cache.has(place(3))).isTrue();
  }

  @Test
  void slabsUsedLongestAgoGoFirstAndWhatIsHeldStaysReadable() {
    for (int slab = 0; slab < 4; slab++) {
      fill(2 * slab);
    }
    assertThat(cache.bytes()).isEqualTo(4 * SLAB);
    find(0).close();
    try (Held held = find(3)) {
      find(1).close();
      find(4).close();
      find(6).close();
      fill(8);

      assertThat(cache.bytes()).isEqualTo(4 * SLAB);
      assertThat(cache.has(place(2))).isFalse();
      assertThat(cache.has(place(3))).isFalse();
      requireCells(held.entry(), 3);
      assertThat(held.entry().box()).isEqualTo(cells(100, 100 + SLAB / 2));
    }
    for (int chunk : new int[] {0, 1, 4, 5, 6, 7, 8, 9}) {
      try (Held held = find(chunk)) {
        requireCells(held.entry(), chunk);
      }
    }
  }

  @Test
  void moreOfAChunkReplacesLessAndASlabWithoutChunksGoes() {
    fill(0);
    try (ChunkCache.Slab slab = cache.room(SLAB).orElseThrow()) {
      keep(slab, 0, cells(200, 300));
    }
    assertThat(cache.bytes()).isEqualTo(SLAB);
    for (int chunk = 0; chunk < 2; chunk++) {
      try (ChunkCache.Slab slab = cache.room(SLAB).orElseThrow()) {
        keep(slab, chunk, cells(0, SLAB));
      }
      try (Held held = find(chunk)) {
        assertThat(held.entry().box()).isEqualTo(cells(0, SLAB));
        requireCells(held.entry(), chunk);
      }
    }
    assertThat(cache.bytes()).isEqualTo(2 * SLAB);
  }

  @Test
  void slabsAreAQuarterOfAllAtMost() {
    try (ChunkCache.Slab slab = cache.room(100 * SLAB).orElseThrow()) {
      assertThat(slab.take(SLAB + 1)).isEmpty();
      assertThat(slab.take(SLAB)).isPresent();
    }
    assertThat(cache.room(0)).isEmpty();
    assertThat(cache.bytes()).isZero();
  }
}
