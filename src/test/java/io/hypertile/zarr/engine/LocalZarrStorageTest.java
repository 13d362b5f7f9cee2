package io.hypertile.zarr.engine;

import io.hypertile.engine.TestStorage;
import java.nio.file.Path;

/** Arrays in Zarr below a storage root. */
class LocalZarrStorageTest extends ZarrStorageContract {
  @Override
  protected TestStorage opened(Path root) {
    return OpenedZarr.inFiles(root);
  }
}
