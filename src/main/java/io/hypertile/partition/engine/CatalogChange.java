package io.hypertile.partition.engine;

import io.hypertile.partition.Catalog;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PinnedState;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.util.List;
import java.util.Optional;

/**
 * A new catalog that waits for a commit.
 *
 * @param change of the catalog's document
 * @param staged its bytes, to be closed
 * @param stage where they wait, to be closed
 */
record CatalogChange(HeadChange change, StagedObject staged, Revisions.Batch stage)
    implements AutoCloseable {
  /** The document of a catalog in place of the one of a state. */
  static CatalogChange of(PartitionParts parts, PinnedState state, Catalog catalog) {
    Revisions.Batch stage = parts.revisions().openBatch();
    boolean isStaged = false;
    try {
      StagedObject staged = stage.stage(ObjectBody.of(CatalogJson.write(catalog)));
      StoreKey key = parts.places().catalog();
      HeadChange change =
          new HeadChange(
              key,
              state.all().find(key).map(StoredObject::version),
              List.of(new KeyChange.Put(key, staged, Optional.empty())));
      isStaged = true;
      return new CatalogChange(change, staged, stage);
    } finally {
      if (!isStaged) {
        stage.close();
      }
    }
  }

  @Override
  public void close() {
    staged.close();
    stage.close();
  }
}
