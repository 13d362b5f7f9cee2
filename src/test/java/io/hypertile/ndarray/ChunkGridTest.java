package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Chunks of a grid, compared with a look at every chunk. */
class ChunkGridTest {
  @Test
  void touchedHasTheChunksThatShareCellsWithTheBox() {
    ChunkGrid grid = new ChunkGrid(Shape.of(7), Shape.of(3));
    for (long start = 0; start <= 7; start++) {
      for (long stop = start; stop <= 7; stop++) {
        Region box = Region.of(new long[] {start}, new long[] {stop});
        Region touched = grid.touched(box);
        for (long chunk = 0; chunk < grid.counts().length(0); chunk++) {
          boolean shares = grid.region(new long[] {chunk}).intersection(box).isPresent();
          boolean counted =
              !touched.isEmpty() && touched.start(0) <= chunk && chunk < touched.stop(0);
          assertThat(counted).as(box + " chunk " + chunk).isEqualTo(shares);
        }
      }
    }
  }
}
