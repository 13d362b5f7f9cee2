package io.hypertile.partition.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.PartitionStore;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.schema.Collection;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Partitions in memory, for servers of tests whose collections are there as well. */
public final class MemoryPartitionStore implements PartitionStore, AutoCloseable {
  private static final StorePrefix ROWS = new StorePrefix("rows");

  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20));
  private final Map<Collection, MemoryStore> stores = new IdentityHashMap<>();
  private final Map<Collection, Partitions> opened = new IdentityHashMap<>();
  private final Map<Collection, PartitionsView> views = new IdentityHashMap<>();

  @Override
  public synchronized Partitions of(Collection collection) {
    return opened.computeIfAbsent(
        collection,
        made ->
            PartitionFixture.open(
                store(made).revisions(),
                ROWS,
                made.partitioned().form(),
                pool,
                Path.of(System.getProperty("java.io.tmpdir"))));
  }

  private MemoryStore store(Collection collection) {
    return stores.computeIfAbsent(collection, made -> new MemoryStore(made.name().text()));
  }

  @Override
  public synchronized PartitionIndexes indexes(Collection collection) {
    return new PartitionIndexes(
        new PlaceRevisions(store(collection).revisions(), ROWS.key(NodeDocument.NAME)),
        ROWS,
        collection.partitioned().form());
  }

  @Override
  public synchronized PartitionsView view(Collection collection, ViewForms forms) {
    return views.computeIfAbsent(
        collection,
        made ->
            PartitionFixture.view(
                store(made).revisions(),
                ROWS,
                forms,
                pool,
                Path.of(System.getProperty("java.io.tmpdir"))));
  }

  @Override
  public void requireStorable(Collection collection, PartitionedForm form, String pointer) {
    StorableForms.of(form).require(pointer);
  }

  @Override
  public Optional<ViewForm> findView(Collection collection) {
    return Optional.empty();
  }

  @Override
  public void close() {
    pool.close();
  }
}
