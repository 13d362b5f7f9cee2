package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.journal.CrashHistory.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Power losses at every moment of random histories: what was acknowledged is there, whole. With
 * {@code -Dhypertile.test.histories} there are so many histories in all instead of 6; the first of
 * each row loses power at every moment, the others at {@code -Dhypertile.test.losses} moments.
 */
@StorageDirectories.InMemory
class CrashTest {
  private static final int PLANS = 6;

  /** The losses are played: what was forced is known to {@link CrashDisk}, not to the system. */
  @TempDir(factory = StorageDirectories.class)
  Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, 30, 1000000, false",
    "1, 30, 20000, false",
    "3, 10, 30000, false",
    "2, 12, 4096, false",
    "1, 20, 20000, true",
    "2, 10, 20000, true"
  })
  void replayAfterPowerLossRestoresWhatWasAcknowledged(
      int threads, int transactions, int segmentBytes, boolean settles) throws Exception {
    Plan plan = new Plan(threads, transactions, segmentBytes, settles);
    int histories = Math.ceilDiv(Integer.getInteger("hypertile.test.histories", PLANS), PLANS);
    int losses = Integer.getInteger("hypertile.test.losses", 5);
    for (int i = 0; i < histories; i++) {
      Path files = Files.createDirectory(directory.resolve("history" + i));
      CrashHistory history = new CrashHistory(plan, TestSeed.get() + i, files);
      history.play();
      if (i == 0) {
        history.loseAtEveryMoment();
      } else {
        history.loseAtMoments(losses);
      }
      Trash.removeContents(files);
    }
  }

  /**
   * A directory went while the segment of the log was forced in which a file of it had been
   * removed; the file was there again after the loss.
   */
  @Test
  void fileRemovedFromADirectoryThatIsRemovedLaterStaysAway() throws Exception {
    played(new Plan(2, 12, 4_096, false), 3_586_020_556_677_599_574L, "removed")
        .loseAtEveryMoment();
  }

  @Test
  void seedGivesTheSameHistoryAgain() throws Exception {
    Plan plan = new Plan(3, 10, 30_000, false);
    long seed = TestSeed.get();
    CrashHistory first = played(plan, seed, "first");
    CrashHistory second = played(plan, seed, "second");
    assertThat(first.calls()).hasSizeGreaterThan(100).isEqualTo(second.calls());
    for (int moment = first.calls().size(); moment > 0; moment -= 20) {
      assertThat(first.left(moment)).as("left at %s", moment).isEqualTo(second.left(moment));
    }
    assertThat(played(plan, seed + 1, "other").calls()).isNotEqualTo(first.calls());
  }

  private CrashHistory played(Plan plan, long seed, String name)
      throws IOException, InterruptedException {
    Path files = Files.createDirectory(directory.resolve(name));
    CrashHistory history = new CrashHistory(plan, seed, files);
    history.play();
    return history;
  }
}
