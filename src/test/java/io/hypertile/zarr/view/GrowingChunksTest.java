package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrowingChunksTest {
  private static final ChunkSizes SIZES = new ChunkSizes(1 << 20, 16 << 20);

  private static Shape chunk(long rows, Optional<Shape> stored) {
    return GrowingChunks.of(Shape.of(rows, 3, 5), 0, stored, 8, SIZES).chunkShape();
  }

  @Test
  void chunksFollowTheLengthInPowersOfTwoAndThenNoMore() {
    assertThat(chunk(0, Optional.empty())).isEqualTo(Shape.of(1, 3, 5));
    assertThat(chunk(1, Optional.empty())).isEqualTo(Shape.of(1, 3, 5));
    assertThat(chunk(5, Optional.empty())).isEqualTo(Shape.of(8, 3, 5));
    assertThat(chunk(8, Optional.empty())).isEqualTo(Shape.of(8, 3, 5));
    Set<Shape> all = new HashSet<>();
    for (long rows = 10_000; rows < 1L << 40; rows = rows * 3 / 2 + 1) {
      all.add(chunk(rows, Optional.empty()));
    }
    assertThat(all).hasSize(1);
    assertThat(all.iterator().next().length(0)).isBetween(8_000L, (1L << 20) / 120);
  }

  @Test
  void storedChunksStayWholeAndGrowUpToTheSizeThatIsMeant() {
    Shape chunk = chunk(1 << 20, Optional.of(Shape.of(100, 3, 2)));
    assertThat(chunk.length(0) % 100).isZero();
    assertThat(chunk.bytes(DType.FLOAT64)).isBetween(512L << 10, 1L << 20);
    assertThat(chunk(1 << 20, Optional.of(Shape.of(100_000, 3, 5))))
        .isEqualTo(Shape.of(100_000, 3, 5));
    assertThat(chunk(1 << 20, Optional.of(Shape.of(1_000_000, 3, 5))).length(0)).isLessThan(10_000);
  }

  @Test
  void axesMayBeCutAnywhereAndArraysWithoutAxesHaveOneChunk() {
    assertThat(
            GrowingChunks.of(Shape.of(3, 1_000_000_000), 1, Optional.empty(), 4, SIZES)
                .chunkShape())
        .isEqualTo(
            GrowingChunks.of(Shape.of(3, 2_000_000_000), 1, Optional.empty(), 4, SIZES)
                .chunkShape());
    assertThat(GrowingChunks.ofFixed(Shape.of(), 8, SIZES).chunkShape()).isEqualTo(Shape.of());
    assertThat(GrowingChunks.ofFixed(Shape.of(0, 4), 8, SIZES).chunkShape())
        .isEqualTo(Shape.of(1, 4));
  }
}
