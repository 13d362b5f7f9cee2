package io.hypertile.zarr.engine;

import io.hypertile.engine.ObjectTree;
import io.hypertile.engine.PartitionStore;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.engine.StorableForms;
import io.hypertile.partition.engine.ZarrPartitions;
import io.hypertile.partition.engine.ZarrView;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.schema.FormJson;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.ViewSchema;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Partitioned collections of a store, in zcollection's directories. Thread-safe. */
final class PlacedPartitions implements PartitionStore {
  private static final long LARGEST_DOCUMENT = 64L << 20;

  private final Places places;

  /** Commits of one collection take turns, so all that use it have the same object. */
  private final Map<CollectionName, Opened> opened = new ConcurrentHashMap<>();

  private final Map<CollectionName, OpenedView> views = new ConcurrentHashMap<>();

  private record OpenedView(Collection collection, ViewForms forms, PartitionsView view) {}

  private record Opened(
      Collection collection,
      Partitions partitions,
      PartitionIndexes indexes,
      PlaceRevisions revisions) {}

  PlacedPartitions(Places places) {
    this.places = places;
  }

  @Override
  public Partitions of(Collection collection) {
    return opened(collection).partitions();
  }

  /** The objects that the partitions of a collection are kept as. */
  ObjectTree treeOf(Collection collection) {
    StorePrefix root = root(collection);
    Store store = places.revisions().store();
    return collection.partitioned().isReadOnly()
        ? ObjectTree.onlyRead(store, root)
        : new ObjectTree(store, root, Optional.of(opened(collection).revisions()));
  }

  @Override
  public PartitionIndexes indexes(Collection collection) {
    return opened(collection).indexes();
  }

  private Opened opened(Collection collection) {
    return opened.compute(
        collection.name(),
        (name, known) ->
            known != null && known.collection().equals(collection) ? known : open(collection));
  }

  private Opened open(Collection collection) {
    StorePrefix root = root(collection);
    PlaceRevisions shared = places.revisions(root);
    PartitionedForm form = collection.partitioned().form();
    ZarrPartitions partitions = new ZarrPartitions(shared, places.arrays(shared), root, form);
    boolean isReadOnly = collection.partitioned().isReadOnly();
    PartitionIndexes indexes = new PartitionIndexes(shared, root, form);
    return new Opened(
        collection,
        isReadOnly ? partitions.onlyRead() : partitions,
        isReadOnly ? indexes.onlyRead() : indexes,
        shared);
  }

  @Override
  public PartitionsView view(Collection collection, ViewForms forms) {
    return views
        .compute(
            collection.name(),
            (name, known) ->
                known != null
                        && known.collection().equals(collection)
                        && known.forms().equals(forms)
                    ? known
                    : openView(collection, forms))
        .view();
  }

  private OpenedView openView(Collection collection, ViewForms forms) {
    StorePrefix root = root(collection);
    PlaceRevisions shared = places.revisions(root);
    ZarrView view = new ZarrView(shared, places.arrays(shared), root, forms);
    return new OpenedView(
        collection, forms, collection.view().isReadOnly() ? view.onlyRead() : view);
  }

  @Override
  public void requireStorable(Collection collection, PartitionedForm form, String pointer) {
    StorableForms.of(form).require(pointer);
  }

  @Override
  public Optional<ViewForm> findView(Collection collection) {
    return collection
        .view()
        .path()
        .map(path -> ViewJson.parse(stored(document(collection), "view")));
  }

  private StorePrefix root(Collection collection) {
    return places.layout().contents(collection);
  }

  /** Key of the document by which zcollection finds a collection or a view. */
  StoreKey document(Collection collection) {
    boolean isView = collection.schema() instanceof ViewSchema;
    return root(collection).key(isView ? ZarrView.DOCUMENT : ZarrPartitions.DOCUMENT);
  }

  /**
   * The collection with what the directory at its path says of it.
   *
   * @throws ServiceException {@code invalid-schema} if there is no collection at the path, or
   *     another one than it describes
   */
  Collection found(Collection collection) {
    PartitionedForm form = FormJson.parse(stored(document(collection), "collection"));
    Optional<PartitionedForm> described = collection.partitioned().described();
    if (described.isPresent() && !described.get().equals(form)) {
      throw unfit(
          "/schema",
          "The collection at this path has another schema, axis or partitioning; leave them out to"
              + " have those that are there.");
    }
    return new Collection(
        collection.name(),
        collection.partitioned().with(form),
        collection.options(),
        collection.placement());
  }

  /** The document at a path. */
  private JsonCursor stored(StoreKey key, String what) {
    LoadedObject document =
        places
            .revisions()
            .store()
            .load(key, LARGEST_DOCUMENT)
            .orElseThrow(() ->
                unfit(
                    "/path",
                    "There is no %s of zcollection at this path of the store, which has no \"%s\"; give the path of one, or leave out path to make one."
                        .formatted(what, key.text())));
    return JsonCursor.root(ErrorCode.INVALID_SCHEMA, JsonReading.parseStored(document.bytes()));
  }

  private static ServiceException unfit(String pointer, String detail) {
    return new ServiceException(ErrorCode.INVALID_SCHEMA, detail, Map.of("pointer", pointer), null);
  }

  /** A collection is gone, or not as it was. */
  void forget(CollectionName name) {
    opened.remove(name);
    views.remove(name);
  }
}
