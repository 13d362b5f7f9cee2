package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayCellsContract;
import io.hypertile.engine.ArrayEngineContract;
import io.hypertile.engine.ArrayEngineModelContract;
import io.hypertile.engine.CollectionArrayContract;
import io.hypertile.engine.CollectionStoreContract;
import io.hypertile.engine.SpecialCellsContract;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.TestStorage;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** Arrays in Zarr keep the storage contract in stores that change by commits, as in S3. */
class CommittedZarrStorageTest {
  private static final StorageOptions CHUNKED =
      new StorageOptions(
          new StorageOptions.Chunks.Manual(Shape.of(2, 4, 1, 2, 2)),
          new StorageOptions.Compression.Gzip(1));

  @Nested
  class Collections extends CollectionStoreContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }
  }

  @Nested
  class Arrays extends ArrayEngineContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }
  }

  @Nested
  class VirtualArrays extends ArrayEngineContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }

    @Override
    protected boolean isTiled() {
      return true;
    }
  }

  @Nested
  class Cells extends ArrayCellsContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }

    @Override
    protected boolean keeps(DType dtype) {
      return dtype != DType.LONGDOUBLE && dtype != DType.CLONGDOUBLE;
    }
  }

  @Nested
  class SpecialCells extends SpecialCellsContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }

    @Override
    protected boolean keeps(DType dtype) {
      return dtype != DType.LONGDOUBLE && dtype != DType.CLONGDOUBLE;
    }
  }

  @Nested
  class Model extends ArrayEngineModelContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
    }
  }

  @Nested
  class PlainCells extends CollectionArrayContract {
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
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
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
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
    private final MemoryStore disk = new MemoryStore("memory");

    @Override
    protected TestStorage open(Path root) {
      return OpenedZarr.inCommits(disk, root);
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
