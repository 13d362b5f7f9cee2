package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentedZarrWritingTest extends ZarrWritingContract {
  private SegmentedRevisions segments;

  @Override
  protected Store create() {
    segments =
        SegmentedRevisions.open(
            new MemoryStore("test").revisions(),
            new StorePrefix("soundings"),
            pool.memory(),
            () -> Path.of("not-needed"));
    return segments.store();
  }

  @Override
  protected Revisions revisions() {
    return segments;
  }

  /** Nothing is put into segments but by commits, so that no other program leaves format 2. */
  @Override
  @Test
  void arraysOfFormat2AreOnlyRead() {
    assertThatThrownBy(super::arraysOfFormat2AreOnlyRead)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("by commits only");
  }

  @AfterEach
  void closeSegments() {
    segments.close();
  }
}
