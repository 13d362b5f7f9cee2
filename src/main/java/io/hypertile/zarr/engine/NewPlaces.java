package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.schema.FormJson;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the documents of new collections in their places. */
record NewPlaces(Parts parts, OwnDocuments own, PlacedPartitions partitions) {
  /** By a commit, as whatever was removed in the place before went by one. */
  void commit(Collection collection) {
    CollectionName name = collection.name();
    StoreKey key = parts.layout().document(name);
    try (Revision before = parts.revisions().open(key)) {
      ObjectBody document =
          ObjectBody.of(own.document(collection, before).orElseThrow(() -> inUse(name)));
      try (StagedObject staged = parts.revisions().stageHead(document);
          NewForm form = new NewForm(collection)) {
        List<KeyChange> changes = new ArrayList<>(form.changes());
        changes.add(new KeyChange.Put(key, staged));
        boolean isMade =
            parts
                .revisions()
                .commit(before, changes)
                .isMade(
                    "Whether the collection was made is not known; list the collections to see.");
        if (!isMade) {
          throw inUse(name);
        }
      }
    }
  }

  /** The document by which zcollection finds a new collection or view; nothing for others. */
  private final class NewForm implements AutoCloseable {
    private final Optional<KeyChange.Put> put;

    NewForm(Collection collection) {
      this.put =
          switch (collection.schema()) {
            case PartitionedSchema schema when schema.path().isEmpty() ->
                Optional.of(put(collection, FormJson.bytes(schema.form())));
            case ViewSchema schema when schema.path().isEmpty() ->
                Optional.of(put(collection, ViewJson.bytes(schema.form(), schema.base().text())));
            default -> Optional.empty();
          };
    }

    private KeyChange.Put put(Collection collection, byte[] document) {
      return new KeyChange.Put(
          partitions.document(collection), parts.revisions().stage(ObjectBody.of(document)));
    }

    List<KeyChange> changes() {
      return put.stream().map(KeyChange.class::cast).toList();
    }

    @Override
    public void close() {
      put.ifPresent(each -> each.body().close());
    }
  }

  /** The refusal of a name that something has. */
  static ServiceException inUse(CollectionName name) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The store has a collection, or objects of other programs, under this name already; choose"
            + " another name or remove them first.",
        Map.of("collection", name.text()),
        null);
  }
}
