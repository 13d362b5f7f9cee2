package io.hypertile.dataset.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.JsonNodeFactory;

/** Hierarchies of datasets for tests. */
final class TreeDatasets {
  static final StorePrefix ROOT = new StorePrefix("lake/argo");
  static final DatasetsSchema SCHEMA =
      new DatasetsSchema(
          DatasetsSchema.Layout.TREE,
          new DatasetsSchema.Compression.Default(),
          false,
          Optional.empty(),
          false,
          Description.NONE);

  private static final AtomicLong FILES = new AtomicLong();

  private TreeDatasets() {}

  /** Makes the group at the top. */
  static void make(Revisions revisions) {
    GroupDocument group = GroupDocument.create(JsonNodeFactory.instance.objectNode());
    revisions
        .store()
        .put(ROOT.key(NodeDocument.NAME), ObjectBody.of(group.bytes()), Condition.ABSENT);
  }

  /** The datasets below it. */
  static Datasets open(Revisions revisions, CodecPool pool, Path scratch) {
    return open(revisions, pool, scratch, SCHEMA);
  }

  /** The datasets below it, of a collection with other properties. */
  static Datasets open(Revisions revisions, CodecPool pool, Path scratch, DatasetsSchema schema) {
    SharedRevisions shared =
        new ConsolidatedRevisions(new PlaceRevisions(revisions, ROOT.key(NodeDocument.NAME)), ROOT);
    ZarrArrays arrays =
        new ZarrArrays(
            shared,
            pool,
            ReadAhead.LOCAL,
            () -> scratch.resolve("cells" + FILES.incrementAndGet()));
    return ZarrDatasets.tree(shared, arrays, ROOT, schema);
  }
}
