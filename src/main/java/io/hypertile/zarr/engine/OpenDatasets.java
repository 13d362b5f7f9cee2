package io.hypertile.zarr.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.engine.ZarrDatasets;
import io.hypertile.engine.DatasetStore;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ScratchFiles;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.HashMap;
import java.util.Map;

/** Collections of datasets that are in use, each opened once. Thread-safe. */
final class OpenDatasets implements DatasetStore {
  private final ZarrLayout layout;
  private final Revisions revisions;
  private final ReadAhead advice;
  private final CodecPool pool;
  private final ScratchFiles scratch;
  private final Map<CollectionName, Opened> opened = new HashMap<>();

  /** A collection, and what it was opened for. */
  private record Opened(Collection collection, Datasets datasets) {}

  OpenDatasets(
      ZarrLayout layout,
      Revisions revisions,
      ReadAhead advice,
      CodecPool pool,
      ScratchFiles scratch) {
    this.layout = layout;
    this.revisions = revisions;
    this.advice = advice;
    this.pool = pool;
    this.scratch = scratch;
  }

  @Override
  public Datasets of(Collection collection) {
    DatasetsSchema schema = collection.datasets();
    synchronized (opened) {
      Opened known = opened.get(collection.name());
      if (known != null && known.collection().equals(collection)) {
        return known.datasets();
      }
      Datasets made = tree(collection, schema);
      opened.put(collection.name(), new Opened(collection, made));
      return made;
    }
  }

  private Datasets tree(Collection collection, DatasetsSchema schema) {
    StorePrefix root = root(collection);
    SharedRevisions shared = new PlaceRevisions(revisions, root.key(NodeDocument.NAME));
    ZarrArrays arrays = new ZarrArrays(shared, pool, advice, scratch);
    return ZarrDatasets.tree(shared, arrays, root, schema);
  }

  /** The place of the datasets of a collection. */
  StorePrefix root(Collection collection) {
    return collection
        .datasets()
        .path()
        .map(StorePrefix::new)
        .orElseGet(() -> layout.collection(collection.name()));
  }

  /** A collection is gone, or not as it was. */
  void forget(CollectionName name) {
    synchronized (opened) {
      opened.remove(name);
    }
  }
}
