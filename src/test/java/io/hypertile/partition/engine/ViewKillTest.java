package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.JournaledStore;
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

  private static CrashView view(JournaledStore store, Path scratch) {
    if (!CrashPartitions.isMade(store.revisions())) {
      CrashView.make(store.revisions(), store.pool(), scratch);
    }
    return CrashView.open(store.revisions(), store.pool(), scratch);
  }

  private static Random random(int round, int step) {
    return TestSeed.random(1 + round + 1_000L * step);
  }

  /** Writes until it is killed, and says each write that is durable. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      int round = Integer.parseInt(arguments[2]);
      try (JournaledStore store = JournaledStore.at(Path.of(arguments[0]))) {
        CrashView view = view(store, Path.of(arguments[1]));
        for (int step = 0; ; step++) {
          view.change(random(round, step));
          System.out.println(step);
        }
      }
    }
  }

  @Test
  void writesThatWereAnsweredAreThereAndNoneIsTorn() throws Exception {
    Random random = TestSeed.random();
    try (JournaledStore store = JournaledStore.at(root)) {
      view(store, scratch);
    }
    try (CodecPool pool = JournaledStore.newPool();
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
        try (JournaledStore killed = JournaledStore.at(root)) {
          found = view(killed, scratch).look();
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
