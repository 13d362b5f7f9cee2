package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

class MemoryZarrArrayTest extends ZarrArrayContract {
  private final MemoryStore store = new MemoryStore("test");

  @Override
  protected ZarrArrays open(CodecPool pool) {
    return new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
  }

  @Override
  protected void closeStore() {
    store.close();
  }

  @Override
  protected String codecs() {
    return """
    {"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 2, 1, 1, 2],
     "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}],
     "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}]}}\
    """;
  }
}
