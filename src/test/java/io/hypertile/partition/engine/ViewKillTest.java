package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while they write variables of a view over many partitions: each write
 * that was answered is there, and the one after it over all its partitions or none.
 */
@Timeout(300)
class ViewKillTest {
  private static final int KILLS = 5;

  @TempDir private Path root;
  @TempDir private Path scratch;
  @TempDir private Path output;

  private static CodecPool newPool() {
    return new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
  }

  /** A view below a root. */
  private record Opened(Journal journal, CodecPool pool, CrashView view) implements AutoCloseable {
    private static Opened at(Path root, Path scratch) {
      Journal journal = Journal.open(root, JournalSettings.standard());
      Revisions revisions = new LocalStore("test", journal, RootPath.of("zarr")).revisions();
      CodecPool pool = newPool();
      if (!CrashPartitions.isMade(revisions)) {
        CrashView.make(revisions, pool, scratch);
      }
      return new Opened(journal, pool, CrashView.open(revisions, pool, scratch));
    }

    @Override
    public void close() {
      pool.close();
      journal.close();
    }
  }

  private static Random random(int round, int step) {
    return TestSeed.random(1 + round + 1_000L * step);
  }

  /** Writes until it is killed, and says each write that is durable. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      int round = Integer.parseInt(arguments[2]);
      try (Opened opened = Opened.at(Path.of(arguments[0]), Path.of(arguments[1]))) {
        for (int step = 0; ; step++) {
          opened.view.change(random(round, step));
          System.out.println(step);
        }
      }
    }
  }

  @Test
  void writesThatWereAnsweredAreThereAndNoneIsTorn() throws Exception {
    Random random = TestSeed.random();
    Opened.at(root, scratch).close();
    try (CodecPool pool = newPool();
        MemoryStore store = new MemoryStore("model")) {
      CrashView.make(store.revisions(), pool, scratch);
      CrashView model = CrashView.open(store.revisions(), pool, scratch);
      for (int round = 0; round < KILLS; round++) {
        List<String> arguments =
            List.of(root.toString(), scratch.toString(), Integer.toString(round));
        int done =
            KilledProgram.lines(
                    Writer.class, arguments, output, random.nextInt(30), random.nextInt(30_000_000))
                .size();
        TreeMap<String, String> found;
        try (Opened opened = Opened.at(root, scratch)) {
          found = opened.view.look();
        }
        for (int step = 0; step < done; step++) {
          model.change(random(round, step));
        }
        if (!found.equals(model.look())) {
          model.change(random(round, done));
          assertThat(found).isEqualTo(model.look());
        }
      }
    }
  }
}
