package io.hypertile.partition.engine;

import io.hypertile.StorageDirectories;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.Revisions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment of random writes of a view over many partitions: all partitions
 * together are as they were before a write or after it, and what was acknowledged is there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class ViewCrashTest {
  private static final int CHANGES = 4;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  @TempDir(factory = StorageDirectories.class)
  Path scratch;

  /** A view whose variables are written. */
  private record Written(Path scratch) implements CrashedChanges.Model {
    @Override
    public void make(Revisions revisions, CodecPool pool) {
      CrashView.make(revisions, pool, scratch);
    }

    @Override
    public CrashedChanges.Content open(Revisions revisions, CodecPool pool) {
      return CrashView.open(revisions, pool, scratch);
    }
  }

  @Test
  void allPartitionsAreBeforeOrAfterEachWrite() throws Exception {
    new CrashedChanges(directory, CHANGES).assertWholeAtEveryMoment(new Written(scratch));
  }
}
