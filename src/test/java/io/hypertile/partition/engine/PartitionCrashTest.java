package io.hypertile.partition.engine;

import io.hypertile.StorageDirectories;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.change.RootPath;
import io.hypertile.partition.Partitions;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment of random inserts, updates and drops over many partitions: all
 * partitions together are as they were before a change or after it, and what was acknowledged is
 * there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class PartitionCrashTest {
  private static final int CHANGES = 5;
  private static final int CYCLES = 3;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  @TempDir(factory = StorageDirectories.class)
  Path scratch;

  private static Revisions early(CrashRoot root) {
    return new LocalStore(
            "test",
            root.journal(),
            RootPath.of("lake"),
            Runnable::run,
            task -> root.threads().newThread(task).start())
        .revisions();
  }

  /**
   * Partitions that are changed.
   *
   * @param isEarly whether inserts end when they are durable in the log
   */
  private record Changed(Path scratch, boolean isEarly) implements CrashedChanges.Model {
    @Override
    public void make(Revisions revisions, CodecPool pool) {
      CrashPartitions.make(revisions);
    }

    @Override
    public CrashedChanges.Content open(Revisions revisions, CodecPool pool) {
      Partitions partitions = CrashPartitions.open(revisions, pool, scratch);
      return new CrashedChanges.Content() {
        @Override
        public void change(Random random) {
          CrashPartitions.change(partitions, random, 0, CYCLES, isEarly);
        }

        @Override
        public Object look() {
          return CrashPartitions.look(partitions);
        }
      };
    }
  }

  @Test
  void allPartitionsAreBeforeOrAfterEachChange() throws Exception {
    new CrashedChanges(directory, CHANGES).assertWholeAtEveryMoment(new Changed(scratch, false));
  }

  @Test
  void whatIsAcknowledgedFromTheLogIsThereBeforeItIsInItsFiles() throws Exception {
    new CrashedChanges(directory, CHANGES, PartitionCrashTest::early)
        .assertWholeAtEveryMoment(new Changed(scratch, true));
  }
}
