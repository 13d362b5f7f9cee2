package io.hypertile.partition.engine;

import io.hypertile.store.OpenedRevisions;
import java.nio.file.Path;

class LocalPartitionsTest extends PartitionsContract {
  @Override
  protected OpenedRevisions open(Path root) {
    return OpenedRevisions.local(root);
  }
}
