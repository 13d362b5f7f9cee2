package io.hypertile.zarr.engine;

import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.columns.ColumnFacts;
import io.hypertile.dataset.columns.RunMemory;
import io.hypertile.dataset.engine.ConsolidatedRevisions;
import io.hypertile.dataset.engine.ZarrDatasets;
import io.hypertile.dataset.store.BoxReader;
import io.hypertile.dataset.store.SegmentState;
import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.engine.DatasetStore;
import io.hypertile.engine.ObjectTree;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.lease.Lease;
import io.hypertile.store.lease.Turn;
import io.hypertile.zarr.cells.ZarrArrays;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collections of datasets that are in use, each opened once. Thread-safe. */
final class OpenDatasets implements DatasetStore {
  /** Bytes between two chunks that are read as well rather than asked for by another request. */
  private static final long NEAR_GAP = 4 << 10;

  private static final long FAR_GAP = 256 << 10;

  /** On a store that is shared, commits of another server are seen after twice this time. */
  private static final Duration LASTING = Duration.ofSeconds(5);

  /** Time after which another server merges segments where one says nothing any more. */
  private static final Duration MERGING = Duration.ofMinutes(5);

  private final Places places;
  private final BoxReader boxes;
  private final RunMemory columns = RunMemory.ofHeap();
  private final boolean isFarAway;
  private final Map<CollectionName, OpenCollection> opened = new HashMap<>();

  OpenDatasets(Places places) {
    this.places = places;
    this.isFarAway = places.advice().depth() > 1;
    this.boxes = BoxReader.of(places.pool(), isFarAway ? FAR_GAP : NEAR_GAP);
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

  /** The objects that the datasets of a collection are kept as. */
  ObjectTree treeOf(Collection collection) {
    return opened(collection).tree();
  }

  private OpenCollection.Opened opened(Collection collection) {
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
    SharedRevisions shared = new ConsolidatedRevisions(places.revisions(root), root);
    ZarrArrays arrays = places.arrays(shared);
    Datasets datasets = ZarrDatasets.tree(shared, arrays, root, schema);
    Optional<SharedRevisions> changes =
        schema.isReadOnly() ? Optional.empty() : Optional.of(shared);
    ObjectTree tree = new ObjectTree(places.revisions().store(), root, changes);
    return new OpenCollection.Opened(datasets, Optional.empty(), tree, () -> {});
  }

  private OpenCollection.Opened segments(Collection collection, DatasetsSchema schema) {
    StorePrefix place = root(collection);
    SegmentedRevisions shared =
        SegmentedRevisions.open(
            places.revisions(),
            place,
            places.pool().memory(),
            places.scratch()::next,
            sharing(collection.name()));
    ZarrArrays arrays = places.arrays(shared);
    ColumnFacts facts = new ColumnFacts(columns);
    Datasets datasets =
        ZarrDatasets.segments(shared, arrays, schema, () -> compact(place, shared), facts)
            .reading((all, wanted) -> boxes.read((SegmentState) all, wanted));
    SegmentHierarchy hierarchy = new SegmentHierarchy(place, shared, arrays);
    ObjectTree tree = ObjectTree.onlyRead(shared.store(), StorePrefix.ROOT);
    return new OpenCollection.Opened(
        datasets,
        Optional.of(hierarchy),
        tree,
        () -> {
          shared.close();
          facts.forget();
        });
  }

  /** Care for other servers, which a store that is far away is shared with. */
  private Optional<SegmentedRevisions.Sharing> sharing(CollectionName name) {
    if (!isFarAway) {
      return Optional.empty();
    }
    Lease lease = new Lease(places.revisions().plain(), places.layout().merging(name), MERGING);
    return Optional.of(new SegmentedRevisions.Sharing(LASTING, Turn.under(lease)));
  }

  private Datasets.Compacted compact(StorePrefix place, SegmentedRevisions shared) {
    long before = bytes(place);
    shared.compact();
    return new Datasets.Compacted(before, bytes(place));
  }

  private long bytes(StorePrefix place) {
    return StoredKeys.bytes(places.revisions().store(), place);
  }

  /** The place of the datasets of a collection. */
  private StorePrefix root(Collection collection) {
    return places.layout().contents(collection);
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
