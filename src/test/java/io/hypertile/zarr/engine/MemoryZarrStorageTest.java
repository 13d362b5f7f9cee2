package io.hypertile.zarr.engine;

import io.hypertile.engine.TestStorage;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

/** Arrays in Zarr in memory. */
class MemoryZarrStorageTest extends ZarrStorageContract {
  private final MemoryStore disk = new MemoryStore("memory");

  @Override
  protected TestStorage opened(Path root) {
    return OpenedZarr.inMemory(disk, root);
  }
}
