package io.hypertile.deker.store;

import io.hypertile.engine.ArrayCellsContract;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayEngineModelContract;
import io.hypertile.engine.ArrayTrashContract;
import io.hypertile.engine.CollectionArrayContract;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.SpecialCellsContract;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.TestStorage;
import io.hypertile.engine.TiledArraysContract;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The HDF5 engine keeps the storage contract. */
class Hdf5StorageTest {
  /** The storage of a root, opened for a test. */
  record Opened(Hdf5Storage storage) implements TestStorage {
    static Opened at(Path root) {
      return new Opened(Hdf5Storage.open(root, Hdf5Settings.DEFAULT));
    }

    @Override
    public CollectionStore collections() {
      return storage.collections();
    }

    @Override
    public ArrayEngine arrays() {
      return storage.arrays();
    }

    @Override
    public void close() {
      storage.close();
    }
  }

  @Nested
  class Collections extends CollectionStoreContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class Trash extends ArrayTrashContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }

    @Override
    protected boolean keepsNames() {
      return false;
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class VirtualArrays extends ArrayEngineContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }

    @Override
    protected boolean isTiled() {
      return true;
    }
  }

  @Nested
  class Cells extends ArrayCellsContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class SpecialCells extends SpecialCellsContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class Tiles extends TiledArraysContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class Model extends ArrayEngineModelContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }
  }

  @Nested
  class PlainCells extends CollectionArrayContract {
    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
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
  class DeflatedCells extends CollectionArrayContract {
    private static final StorageOptions DEFLATED =
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(2, 4, 1, 2, 2)),
            new StorageOptions.Compression.Gzip(1));

    @Override
    protected TestStorage open(Path root) {
      return Opened.at(root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return new Collection(plain.name(), plain.schema(), Optional.of(DEFLATED));
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
      return Opened.at(root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return StorageFixtures.tiled(plain, Shape.of(2, 3, 1, 2, 1));
    }

    @Override
    protected boolean holdsStates() {
      return false;
    }
  }
}
