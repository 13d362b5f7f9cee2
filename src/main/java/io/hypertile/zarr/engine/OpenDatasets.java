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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Collections of datasets that are in use, each opened once. Thread-safe. */
final class OpenDatasets implements DatasetStore {
  /** Bytes between two chunks that are read as well rather than asked for by another request. */
  private static final long NEAR_GAP = 4 << 10;

  private static final long FAR_GAP = 256 << 10;

  /** On a store that is shared, commits of another server are seen after twice this time. */
  private static final Duration LASTING = Duration.ofSeconds(5);

  private final ZarrLayout layout;
  private final Revisions revisions;
  private final ReadAhead advice;
  private final CodecPool pool;
  private final ScratchFiles scratch;
  private final BoxReader boxes;
  private final Optional<Duration> lasting;
  private final Map<CollectionName, OpenCollection> opened = new HashMap<>();

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
    boolean isFarAway = advice.depth() > 1;
    this.boxes = BoxReader.of(pool, isFarAway ? FAR_GAP : NEAR_GAP);
    this.lasting = isFarAway ? Optional.of(LASTING) : Optional.empty();
  }

  @Override
  public Datasets of(Collection collection) {
    OpenCollection own = new OpenCollection(collection);
    OpenCollection known;
    synchronized (opened) {
      known = opened.get(collection.name());
      if (known != null && known.isOf(collection)) {
        own = known;
      } else {
        opened.put(collection.name(), own);
      }
    }
    if (own == known) {
      return own.await();
    }
    try {
      if (known != null) {
        known.close();
      }
    } finally {
      open(collection, own);
    }
    return own.await();
  }

  /**
   * Opens a collection for all who wait for it; one that cannot be is opened again another time.
   */
  private void open(Collection collection, OpenCollection own) {
    own.open(() -> open(collection));
    if (own.hasFailed()) {
      synchronized (opened) {
        opened.remove(collection.name(), own);
      }
    }
  }

  private OpenCollection.Opened open(Collection collection) {
    DatasetsSchema schema = collection.datasets();
    return switch (schema.layout()) {
      case TREE -> tree(collection, schema);
      case SEGMENTS -> segments(collection, schema);
    };
  }

  private OpenCollection.Opened tree(Collection collection, DatasetsSchema schema) {
    StorePrefix root = root(collection);
    SharedRevisions shared =
        new ConsolidatedRevisions(new PlaceRevisions(revisions, root.key(NodeDocument.NAME)), root);
    ZarrArrays arrays = new ZarrArrays(shared, pool, advice, scratch);
    Datasets datasets = ZarrDatasets.tree(shared, arrays, root, schema);
    return new OpenCollection.Opened(datasets, () -> {});
  }

  private OpenCollection.Opened segments(Collection collection, DatasetsSchema schema) {
    StorePrefix place = root(collection);
    SegmentedRevisions shared =
        SegmentedRevisions.open(revisions, place, pool.memory(), scratch::next, lasting);
    ZarrArrays arrays = new ZarrArrays(shared, pool, advice, scratch);
    Datasets datasets =
        ZarrDatasets.segments(shared, arrays, schema, () -> compact(place, shared))
            .reading((all, wanted) -> boxes.read((SegmentState) all, wanted));
    return new OpenCollection.Opened(datasets, shared::close);
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
    OpenCollection known;
    synchronized (opened) {
      known = opened.remove(name);
    }
    if (known != null) {
      known.close();
    }
  }

  /** Gives up what is open. */
  void close() {
    List<OpenCollection> known;
    synchronized (opened) {
      known = List.copyOf(opened.values());
      opened.clear();
    }
    known.forEach(OpenCollection::close);
    boxes.close();
  }
}
