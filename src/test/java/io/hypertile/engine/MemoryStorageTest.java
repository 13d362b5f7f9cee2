package io.hypertile.engine;

import io.hypertile.schema.Collection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The reference implementation keeps the contract that all others inherit. */
class MemoryStorageTest {
  /** Stands for the disk: what is opened again is what was closed. */
  private static TestStorage open(Map<Path, MemoryStorage> disk, Path root) {
    return disk.computeIfAbsent(root, path -> new MemoryStorage());
  }

  @Nested
  class Collections extends CollectionStoreContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class VirtualArrays extends ArrayEngineContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }

    @Override
    protected boolean isTiled() {
      return true;
    }
  }

  @Nested
  class Cells extends ArrayCellsContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class SpecialCells extends SpecialCellsContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class Tiles extends TiledArraysContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class Model extends ArrayEngineModelContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }
  }

  @Nested
  class FoundArrays extends CollectionArrayContract {
    private final Map<Path, MemoryStorage> disk = new HashMap<>();

    @Override
    protected TestStorage open(Path root) {
      return MemoryStorageTest.open(disk, root);
    }

    @Override
    protected Collection kept(Collection plain) {
      return plain;
    }

    @Override
    protected boolean holdsStates() {
      return false;
    }
  }
}
