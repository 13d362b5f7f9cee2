package io.hypertile.partition.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.store.OpenedRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of partitions in a store of its own, which is empty at first. */
public abstract class StoredPartitions {
  protected final CodecPool pool = ZarrStores.pool();
  @TempDir protected Path scratch;
  @TempDir private Path root;
  protected Revisions revisions;
  private OpenedRevisions opened;

  /**
   * Opens the store.
   *
   * @param root directory that it may have for itself
   */
  protected abstract OpenedRevisions open(Path root);

  @BeforeEach
  final void openStore() {
    opened = open(root);
    revisions = opened.revisions();
  }

  @AfterEach
  final void closeStore() {
    opened.close();
    pool.close();
  }
}
