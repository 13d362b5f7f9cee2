package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of arrays in an empty store, which give all memory and all scratch files back. */
abstract class OwnArrays {
  @TempDir private Path scratch;
  protected final CodecPool pool = ZarrStores.pool();
  protected final AtomicInteger scratchFiles = new AtomicInteger();
  protected Store store;
  protected ZarrArrays arrays;

  /** An empty store. */
  protected abstract Store create();

  /** Its states. */
  protected abstract Revisions revisions();

  @BeforeEach
  void open() {
    store = create();
    arrays =
        new ZarrArrays(
            revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> scratch.resolve(Integer.toString(scratchFiles.incrementAndGet())));
  }

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
    assertThat(scratch).isEmptyDirectory();
  }
}
