package io.hypertile.dataset.store;

import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Writes datasets in segments for programs that know ZIP and Zarr alone; started by the
 * interoperability script. {@code -Dhypertile.test.segments} names a directory.
 */
class SegmentInteropRun {
  private static final String GROUP =
      """
      {"zarr_format": 3, "node_type": "group", "attributes": {"platform": "%s"}}\
      """;
  private static final String ARRAY =
      """
      {"zarr_format": 3, "node_type": "array", "shape": [5, 7], "data_type": "float32",
       "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [3, 4]}},
       "chunk_key_encoding": {"name": "default"}, "fill_value": "NaN",
       "codecs": [{"name": "bytes", "configuration": {"endian": "little"}},
                  {"name": "zstd", "configuration": {"level": 1, "checksum": false}}]}\
      """;

  private final Path root = Path.of(System.getProperty("hypertile.test.segments"));

  private static NodeDocument document(String text) {
    return NodeDocument.parse("made", text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(ZarrArrays arrays, int number, float first) {
    ByteBuffer cells = ByteBuffer.allocate(35 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int cell = 0; cell < 35; cell++) {
      cells.putFloat(first + cell);
    }
    arrays.write(
        new StorePrefix("p" + number).child("temperature"),
        Region.of(new long[2], new long[] {5, 7}),
        StorageFixtures.source(cells.array()),
        Precondition.NONE);
  }

  /** A segment for each change, one that is merged of them, and one that is compacted. */
  @Test
  void writeDatasets() {
    try (Journal journal = Journal.open(root, JournalSettings.standard());
        CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
      for (String kind : new String[] {"each", "merged", "compacted"}) {
        LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
        try (SegmentedRevisions segments =
            SegmentedRevisions.open(
                store.revisions(),
                new StorePrefix(kind),
                pool.memory(),
                () -> root.resolve("spill"),
                new SegmentedRevisions.Upkeep(merging -> false, Optional.empty()))) {
          ZarrArrays arrays =
              new ZarrArrays(segments, pool, ReadAhead.LOCAL, () -> root.resolve("scratch"));
          arrays.create(StorePrefix.ROOT, document(GROUP.formatted("all")));
          for (int number = 0; number < 3; number++) {
            StorePrefix place = new StorePrefix("p" + number);
            arrays.create(place, document(GROUP.formatted("ship " + number)));
            arrays.create(place.child("temperature"), document(ARRAY));
            write(arrays, number, -1);
            write(arrays, number, 100 * number);
          }
          if (kind.equals("merged")) {
            segments.merge(2);
          } else if (kind.equals("compacted")) {
            segments.compact();
          }
        }
      }
    }
  }
}
