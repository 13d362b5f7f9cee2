package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.List;
import java.util.Optional;

/**
 * Documents of collections in the places that their names stand for. One that was there already
 * keeps its own document, with an attribute more, and loses that again when it is deleted.
 */
record OwnDocuments(Parts parts) {
  /** Whether a collection was found in the place that its name stands for. */
  boolean isAtItsPath(Collection collection) {
    return collection.schema() instanceof PartitionedSchema schema
        && schema
            .path()
            .filter(parts.layout().collection(collection.name()).text()::equals)
            .isPresent();
  }

  /**
   * The document of a new collection.
   *
   * @param before the state of its place
   * @return empty if something else is there
   */
  Optional<byte[]> document(Collection collection, Revision before) {
    Optional<GroupDocument> group = isAtItsPath(collection) ? group(before) : Optional.empty();
    if (group.isPresent()) {
      return CollectionDocuments.into(group.get(), collection);
    }
    return before.version().isPresent()
        ? Optional.empty()
        : Optional.of(CollectionDocuments.write(collection));
  }

  private static Optional<GroupDocument> group(Revision state) {
    return ZarrNodes.find(state, state.head().parent())
        .filter(GroupDocument.class::isInstance)
        .map(GroupDocument.class::cast);
  }

  /**
   * Leaves what was there before a collection was made.
   *
   * @throws ServiceException {@code locked} if it was changed meanwhile, {@code
   *     storage-unavailable} if nobody knows whether the change was made
   */
  void leave(CollectionName name) {
    StoreKey key = parts.layout().document(name);
    try (Revision before = parts.revisions().open(key)) {
      Optional<GroupDocument> group = group(before);
      if (group.isEmpty()) {
        throw changed();
      }
      ObjectBody document = ObjectBody.of(CollectionDocuments.without(group.get()));
      try (StagedObject staged = parts.revisions().stageHead(document)) {
        boolean isMade =
            parts
                .revisions()
                .commit(before, List.of(new KeyChange.Put(key, staged)))
                .isMade(
                    "Whether the collection was removed is not known; list the collections to see.");
        if (!isMade) {
          throw changed();
        }
      }
    }
  }

  private static ServiceException changed() {
    return new ServiceException(
        ErrorCode.LOCKED, "The collection was changed meanwhile; remove it again.");
  }
}
