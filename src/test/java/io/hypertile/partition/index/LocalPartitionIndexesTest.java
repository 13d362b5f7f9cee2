package io.hypertile.partition.index;

import io.hypertile.store.OpenedRevisions;
import java.nio.file.Path;

class LocalPartitionIndexesTest extends PartitionIndexesContract {
  @Override
  protected OpenedRevisions open(Path root) {
    return OpenedRevisions.local(root);
  }
}
