package io.hypertile.zarr.engine;

import io.hypertile.array.Precondition;
import io.hypertile.engine.CompactionReport;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.Compacted;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Looks after the collections of a store. */
final class ZarrUpkeep implements StorageUpkeep {
  private final Parts parts;
  private final ZarrCollections collections;
  private final ZarrEngine engine;
  private final ZarrIntegrity integrity;
  private final OpenDatasets datasets;
  private final Semaphore checks = new Semaphore(1);

  ZarrUpkeep(
      Parts parts,
      ZarrCollections collections,
      ZarrEngine engine,
      ZarrIntegrity integrity,
      OpenDatasets datasets) {
    this.parts = parts;
    this.collections = collections;
    this.engine = engine;
    this.integrity = integrity;
    this.datasets = datasets;
  }

  @Override
  public IntegrityReport check(IntegrityRequest request) {
    request.collection().ifPresent(this::requireThere);
    if (!checks.tryAcquire()) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Another check of the storage is at work; ask again when it has ended.");
    }
    try {
      IntegrityFindings findings = new IntegrityFindings(request);
      StoreCheck store = new StoreCheck(parts, request, findings);
      store.attempt(() -> {
        for (CollectionName name : names(request.collection())) {
          if (!findings.isDone()) {
            store.attempt(() -> check(name, request, findings));
          }
        }
      });
      if (request.collection().isEmpty()) {
        addUnfinished(findings);
        if (request.level() >= IntegrityRequest.LINK_LEVEL && !findings.isDone()) {
          store.run();
        }
      }
      return findings.report();
    } finally {
      checks.release();
    }
  }

  @Override
  public CompactionReport compact(CollectionName collection) {
    Optional<Collection> found = collections.find(collection);
    if (found.isEmpty()) {
      return CompactionReport.NONE;
    }
    found.get().arrays();
    long arrays = 0;
    long skipped = 0;
    long shards = 0;
    long removed = 0;
    long bytes = 0;
    for (StorePrefix node :
        StoredKeys.children(parts.store(), parts.layout().collection(collection))) {
      if (parts.store().find(node.key(NodeDocument.NAME)).isEmpty()) {
        continue;
      }
      arrays++;
      try {
        Compacted compacted = parts.arrays().compact(node, Precondition.NONE);
        shards += compacted.shards();
        removed += compacted.removed();
        bytes += compacted.bytes();
      } catch (ServiceException e) {
        if (e.code().category() == ErrorCategory.EXTERNAL) {
          throw e;
        }
        skipped++;
      }
    }
    return new CompactionReport(arrays, skipped, shards, removed, bytes);
  }

  private void check(CollectionName name, IntegrityRequest request, IntegrityFindings findings) {
    findings.countCollection();
    Optional<Collection> collection;
    try {
      collection = collections.find(name);
    } catch (ServiceException e) {
      findings.add(
          new IntegrityFinding(
              StoredFault.UNREADABLE_COLLECTION,
              new IntegrityFinding.Location(
                  name.text(), Optional.empty(), parts.layout().document(name).text()),
              e.detail(),
              false));
      return;
    }
    collection.ifPresent(found -> check(found, request, findings));
  }

  private void check(Collection collection, IntegrityRequest request, IntegrityFindings findings) {
    switch (collection.schema()) {
      case ArraysSchema ignored when request.level() >= StoredFault.UNREADABLE_ARRAY.level() ->
          new CollectionCheck(parts, engine, collection, request, findings).run(integrity);
      case ArraysSchema ignored -> {}
      case DatasetsSchema ignored -> checkDatasets(collection, request, findings);
      case PartitionedSchema ignored -> checkTree(collection, request, findings);
      case ViewSchema ignored -> checkTree(collection, request, findings);
    }
  }

  private void checkTree(
      Collection collection, IntegrityRequest request, IntegrityFindings findings) {
    new StoreCheck(parts, request, findings).checkTree(collection, integrity);
  }

  private void checkDatasets(
      Collection collection, IntegrityRequest request, IntegrityFindings findings) {
    switch (collection.datasets().layout()) {
      case TREE -> checkTree(collection, request, findings);
      case SEGMENTS ->
          new SegmentsCheck(collection, parts.layout(), request, findings).run(datasets);
    }
  }

  /** Leftovers of removed collections take room until one of the name is made. */
  private void addUnfinished(IntegrityFindings findings) {
    for (CollectionName name : StoredKeys.collections(parts.plain(), parts.layout().own())) {
      StoreKey removal = parts.layout().removal(name);
      if (parts.plain().find(removal).filter(note -> note.size() == 0).isPresent()) {
        findings.add(
            new IntegrityFinding(
                StoredFault.UNFINISHED_REMOVAL,
                new IntegrityFinding.Location(name.text(), Optional.empty(), removal.text()),
                "The collection was removed and some of its objects are left; they go when a"
                    + " collection of this name is made.",
                false));
      }
    }
  }

  @Override
  public long bytes(Optional<CollectionName> collection) {
    long bytes = 0;
    Set<StorePrefix> places = new HashSet<>();
    for (CollectionName name : names(collection)) {
      places.add(parts.layout().collection(name));
      contents(name).ifPresent(places::add);
    }
    for (StorePrefix place : places) {
      if (places.stream().noneMatch(other -> !other.equals(place) && place.isWithin(other))) {
        bytes += StoredKeys.bytes(parts.store(), place);
      }
    }
    return bytes;
  }

  @Override
  public long bytes(Collection collection, ArrayId array) {
    return parts
        .register()
        .find(collection, array)
        .map(node -> parts.layout().array(collection.name(), node))
        .map(place -> StoredKeys.bytes(parts.store(), place))
        .orElse(0L);
  }

  /** The place of what a collection holds, if its document can be read. */
  private Optional<StorePrefix> contents(CollectionName name) {
    try {
      return collections.find(name).map(parts.layout()::contents);
    } catch (CorruptDataException e) {
      return Optional.empty();
    }
  }

  private List<CollectionName> names(Optional<CollectionName> collection) {
    collection.ifPresent(this::requireThere);
    return collection.map(List::of).orElseGet(collections::list);
  }

  private void requireThere(CollectionName collection) {
    if (!collections.isThere(collection)) {
      throw new ServiceException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "There is no collection of this name; GET /api/v1/collections lists all names.",
          Map.of("collection", collection.text()),
          null);
    }
  }
}
