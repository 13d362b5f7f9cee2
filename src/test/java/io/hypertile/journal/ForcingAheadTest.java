package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForcingAheadTest {
  private static final long STEP = ForcingAhead.STEP;

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int forces;
  private boolean isBroken;
  private DiskFile file;

  @TempDir Path directory;

  private final UnforcedDisk disk =
      new UnforcedDisk() {
        @Override
        void before(String operation, Path path) throws IOException {
          if (operation.equals("force")) {
            forces++;
            if (isBroken) {
              // As a system tells it: once.
              isBroken = false;
              throw new IOException("the disk fails");
            }
          }
        }
      };

  @BeforeEach
  void open() throws IOException {
    file = disk.open(directory.resolve("file"), Disk.Access.CREATE);
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  @Test
  void oneForceRunsAtATimeAndNoneForFewBytes() throws IOException {
    ForcingAhead ahead = new ForcingAhead(file, waiting::add);
    ahead.written(STEP - 1);
    assertThat(waiting).isEmpty();
    ahead.written(STEP);
    ahead.written(3 * STEP);
    assertThat(waiting).hasSize(1);
    waiting.remove().run();
    ahead.written(3 * STEP);
    assertThat(waiting).hasSize(1);
    ahead.await();
    assertThat(forces).isEqualTo(2);
    waiting.remove().run();
    assertThat(forces).isEqualTo(2);
  }

  @Test
  void aFailureIsToldHoweverLateSomeoneAsks() throws IOException {
    ForcingAhead ahead = new ForcingAhead(file, Runnable::run);
    isBroken = true;
    ahead.written(STEP);
    assertThatThrownBy(() -> ahead.written(2 * STEP)).hasMessage("the disk fails");
    assertThatThrownBy(ahead::await).hasMessage("the disk fails");
    assertThatThrownBy(ahead::await).isInstanceOf(IOException.class);
  }

  @Test
  void aFileIsWrittenWithoutThreadsThatForce() throws IOException {
    ForcingAhead ahead =
        new ForcingAhead(
            file,
            task -> {
              throw new RejectedExecutionException("the store is closed");
            });
    ahead.written(STEP);
    ahead.written(2 * STEP);
    ahead.await();
    assertThat(forces).isZero();
  }
}
