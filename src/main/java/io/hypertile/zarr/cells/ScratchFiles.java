package io.hypertile.zarr.cells;

import java.nio.file.Path;

/** Names files that do not exist yet, for cells that wait on disk. */
@FunctionalInterface
public interface ScratchFiles {
  /** Another one each time, in a directory that is there. */
  Path next();
}
