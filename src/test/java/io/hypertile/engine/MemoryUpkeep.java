package io.hypertile.engine;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Optional;

/** The upkeep of a storage that has no files. */
public final class MemoryUpkeep implements StorageUpkeep {
  @Override
  public IntegrityReport check(IntegrityRequest request) {
    return new IntegrityReport(0, 0, List.of(), 0, true);
  }

  @Override
  public long bytes(Optional<CollectionName> collection) {
    return 0;
  }

  @Override
  public long bytes(Collection collection, ArrayId array) {
    return 0;
  }
}
