package io.hypertile.zarr.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.engine.ConsolidatedRevisions;
import io.hypertile.dataset.engine.ZarrDatasets;
import io.hypertile.dataset.store.BoxReader;
import io.hypertile.dataset.store.SegmentState;
import io.hypertile.dataset.store.SegmentedRevisions;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Collections of datasets that are in use, each opened once. Thread-safe. */
final class OpenDatasets implements DatasetStore {
  /** Bytes between two chunks that are read as well rather than asked for by another request. */
  private static final long NEAR_GAP = 4 << 10;

  private static final long FAR_GAP = 256 << 10;

  /** Decoded chunks of all collections that are kept for the next reads. */
  private static final long KEPT_BYTES = 32L << 20;

  private final ZarrLayout layout;
  private final Revisions revisions;
  private final ReadAhead advice;
  private final CodecPool pool;
  private final ScratchFiles scratch;
  private final BoxReader boxes;
  private final Map<CollectionName, Opened> opened = new HashMap<>();

  /**
   * A collection, and what it was opened for.
   *
   * @param closing what is closed with it
   */
  private record Opened(
      Collection collection,
      Datasets datasets,
      Optional<SegmentHierarchy> segments,
      Runnable closing) {
    void close() {
      closing.run();
    }
  }

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
    this.boxes = new BoxReader(pool, advice.depth() > 1 ? FAR_GAP : NEAR_GAP, KEPT_BYTES);
  }

  @Override
  public Datasets of(Collection collection) {
    return opened(collection).datasets();
  }

  /**
   * The hierarchy in segments of a collection; empty for another layout.
   *
   * @throws io.hypertile.error.CorruptDataException if it cannot be opened
   */
  Optional<SegmentHierarchy> segmentsOf(Collection collection) {
    return opened(collection).segments();
  }

  private Opened opened(Collection collection) {
    DatasetsSchema schema = collection.datasets();
    synchronized (opened) {
      Opened known = opened.get(collection.name());
      if (known != null && known.collection().equals(collection)) {
        return known;
      }
      if (known != null) {
        known.close();
      }
      Opened made =
          switch (schema.layout()) {
            case TREE -> tree(collection, schema);
            case SEGMENTS -> segments(collection, schema);
          };
      opened.put(collection.name(), made);
      return made;
    }
  }

  private Opened tree(Collection collection, DatasetsSchema schema) {
    StorePrefix root = root(collection);
    SharedRevisions shared =
        new ConsolidatedRevisions(new PlaceRevisions(revisions, root.key(NodeDocument.NAME)), root);
    ZarrArrays arrays = new ZarrArrays(shared, pool, advice, scratch);
    Datasets datasets = ZarrDatasets.tree(shared, arrays, root, schema);
    return new Opened(collection, datasets, Optional.empty(), () -> {});
  }

  private Opened segments(Collection collection, DatasetsSchema schema) {
    StorePrefix place = root(collection);
    SegmentedRevisions shared =
        SegmentedRevisions.open(revisions, place, pool.memory(), scratch::next);
    ZarrArrays arrays = new ZarrArrays(shared, pool, advice, scratch);
    Datasets datasets =
        ZarrDatasets.segments(shared, arrays, schema, () -> compact(place, shared))
            .reading((all, wanted) -> boxes.read((SegmentState) all, wanted));
    SegmentHierarchy hierarchy = new SegmentHierarchy(place, shared, arrays, pool.memory());
    return new Opened(collection, datasets, Optional.of(hierarchy), shared::close);
  }

  private Datasets.Compacted compact(StorePrefix place, SegmentedRevisions shared) {
    long before = bytes(place);
    shared.compact();
    return new Datasets.Compacted(before, bytes(place));
  }

  private long bytes(StorePrefix place) {
    AtomicLong bytes = new AtomicLong();
    StoredKeys.forEach(revisions.store(), place, object -> bytes.addAndGet(object.size()));
    return bytes.get();
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
      Opened known = opened.remove(name);
      if (known != null) {
        known.close();
      }
    }
  }

  /** Gives up what is open. */
  void close() {
    synchronized (opened) {
      opened.values().forEach(Opened::close);
      opened.clear();
    }
    boxes.close();
  }
}
