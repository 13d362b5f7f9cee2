package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

class SegmentedZarrArrayTest extends ZarrArrayContract {
  private final MemoryStore store = new MemoryStore("test");
  private SegmentedRevisions segments;

  @Override
  protected ZarrArrays open(CodecPool pool) {
    segments =
        SegmentedRevisions.open(
            store.revisions(), StorePrefix.ROOT, pool.memory(), () -> Path.of("not-needed"));
    return new ZarrArrays(segments, pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
  }

  @Override
  protected void closeStore() {
    segments.close();
    store.close();
  }

  @Override
  protected String codecs() {
    return """
    {"name": "bytes", "configuration": {"endian": "little"}}\
    """;
  }
}
