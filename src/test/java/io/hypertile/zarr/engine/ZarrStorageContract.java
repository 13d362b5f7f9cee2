package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayCellsContract;
import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayEngineModelContract;
import io.hypertile.engine.ArrayTrashContract;
import io.hypertile.engine.CollectionArrayContract;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.SpecialCellsContract;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.TestStorage;
import io.hypertile.engine.TiledArraysContract;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The storage contract, of collections and arrays kept in Zarr. */
abstract class ZarrStorageContract {
  private static final StorageOptions CHUNKED =
      new StorageOptions(
          new StorageOptions.Chunks.Manual(Shape.of(2, 4, 1, 2, 2)),
          new StorageOptions.Compression.Gzip(1));

  /** The storage; opened again, it has what was kept before. */
  protected abstract TestStorage opened(Path root);

  private static boolean isKept(DType dtype) {
    return dtype != DType.LONGDOUBLE && dtype != DType.CLONGDOUBLE;
  }

  @Nested
  class Collections extends CollectionStoreContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class Trash extends ArrayTrashContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean keepsNames() {
      return true;
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class VirtualArrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean isTiled() {
      return true;
    }
  }

  @Nested
  class Tiles extends TiledArraysContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class Cells extends ArrayCellsContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean keeps(DType dtype) {
      return isKept(dtype);
    }
  }

  @Nested
  class SpecialCells extends SpecialCellsContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected boolean keeps(DType dtype) {
      return isKept(dtype);
    }
  }

  @Nested
  class Model extends ArrayEngineModelContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }
  }

  @Nested
  class PlainCells extends CollectionArrayContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return plain;
    }

    @Override
    protected boolean holdsStates() {
      return true;
    }
  }

  @Nested
  class ChunkedCells extends CollectionArrayContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return new Collection(plain.name(), plain.schema(), Optional.of(CHUNKED));
    }

    @Override
    protected boolean holdsStates() {
      return true;
    }
  }

  @Nested
  class VirtualCells extends CollectionArrayContract {
    @Override
    protected TestStorage open(Path root) {
      return opened(root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return StorageFixtures.tiled(plain, Shape.of(2, 3, 1, 2, 1));
    }

    @Override
    protected boolean holdsStates() {
      return true;
    }
  }
}
