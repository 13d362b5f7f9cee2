package io.hypertile.zarr.engine;

import io.hypertile.engine.TestStorage;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

/** Arrays in Zarr in stores that change by commits, as in S3. */
class CommittedZarrStorageTest extends ZarrStorageContract {
  private final MemoryStore disk = new MemoryStore("memory");

  @Override
  protected TestStorage opened(Path root) {
    return OpenedZarr.inCommits(disk, root);
  }
}
