package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.engine.DatasetStore;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.schema.Collection;
import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;

/** Datasets in memory, for servers of tests whose collections are there as well. */
public final class MemoryDatasets implements DatasetStore, AutoCloseable {
  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20));
  private final Map<Collection, Datasets> opened = new IdentityHashMap<>();

  @Override
  public synchronized Datasets of(Collection collection) {
    collection.datasets();
    return opened.computeIfAbsent(
        collection,
        made -> {
          Revisions revisions = new MemoryStore(made.name().text()).revisions();
          TreeDatasets.make(revisions);
          return TreeDatasets.open(revisions, pool, Path.of(System.getProperty("java.io.tmpdir")));
        });
  }

  @Override
  public void close() {
    pool.close();
  }
}
