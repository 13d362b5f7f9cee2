package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import io.hypertile.store.CountedStore;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of chunks that are not stored are read without memory for a chunk, and looked for once. */
class AbsentChunksTest {
  private static final StorePrefix PLACE = new StorePrefix("wide");
  private static final String PLAIN =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String GZIP =
      PLAIN + ", {\"name\": \"gzip\", \"configuration\": {\"level\": 1}}";

  /** Memory for decoding, twice as much as a chunk. */
  private static final long MEMORY = 256L << 20;

  @TempDir private Path scratch;

  private static String codecs(String name) {
    return switch (name) {
      case "plain" -> PLAIN;
      case "gzip" -> GZIP;
      default ->
          "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [8192, 8192],"
              + " \"codecs\": ["
              + PLAIN
              + "], \"index_codecs\": ["
              + PLAIN
              + "]}}";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "plain, false",
    "plain, true",
    "gzip, false",
    "gzip, true",
    "sharded, false",
    "sharded, true"
  })
  void ofAnAbsentChunkAPartTakesNoMemoryForAll(String name, boolean isFarAway) {
    CountedStore store = new CountedStore(new MemoryStore("test"));
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [8192, 16384], "data_type": "uint16",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [8192, 8192]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 7, "codecs": [%s]}
        """
            .formatted(codecs(name));
    try (CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, MEMORY));
        Arena arena = Arena.ofShared()) {
      ZarrArrays arrays =
          new ZarrArrays(
              new CommittedRevisions(store, true),
              pool,
              isFarAway ? ZarrArrays.FAR_AWAY : ReadAhead.LOCAL,
              () -> scratch.resolve("cells"));
      arrays.create(PLACE, NodeDocument.parse("x", document.getBytes(StandardCharsets.UTF_8)));
      MemorySegment target = arena.allocate(20 * 20 * 2, 8);
      try (ZarrCells cells = arrays.cells(PLACE)) {
        for (long start : new long[] {0, 100, 8182}) {
          target.fill((byte) 1);
          cells.read(
              Region.of(new long[] {start, start}, new long[] {start + 10, start + 20}),
              target.asSlice(0, 400));
          assertThat(target.asSlice(0, 400).toArray(ValueLayout.JAVA_SHORT))
              .containsOnly((short) 7);
        }
      }
      assertThat(pool.memory().mostUsedBytes()).isLessThan(1 << 20);
    }
  }
}
