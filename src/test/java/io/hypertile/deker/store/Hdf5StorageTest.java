package io.hypertile.deker.store;

import io.hypertile.engine.ArrayCellsContract;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayEngineModelContract;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.SpecialCellsContract;
import io.hypertile.engine.TestStorage;
import io.hypertile.engine.TiledArraysContract;
import java.nio.file.Path;
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
}
