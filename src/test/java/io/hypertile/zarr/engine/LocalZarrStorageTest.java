package io.hypertile.zarr.engine;

import io.hypertile.StorageDirectories;
import io.hypertile.engine.TestStorage;
import java.nio.file.Path;

/**
 * Arrays in Zarr below a storage root. The store itself is tried on the disk by {@code
 * LocalStoreTest}.
 */
@StorageDirectories.InMemory
class LocalZarrStorageTest extends ZarrStorageContract {
  @Override
  protected TestStorage opened(Path root) {
    return OpenedZarr.inFiles(root);
  }
}
