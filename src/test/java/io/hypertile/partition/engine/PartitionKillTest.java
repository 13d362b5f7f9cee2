package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.chunk.CodecPool;
import io.hypertile.partition.Partitions;
import io.hypertile.store.JournaledStore;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while two of their threads insert, update and drop many partitions: each
 * change that was answered is there, and the one after it over all its partitions or none.
 */
@Timeout(300)
class PartitionKillTest {
  private static final int KILLS = 5;
  private static final int THREADS = 2;

  /** Cycles whose partitions a thread has for itself. */
  private static final int CYCLES = 3;

  @TempDir private Path root;
  @TempDir private Path scratch;
  @TempDir private Path output;

  private static Partitions partitions(JournaledStore store, Path scratch) {
    if (!CrashPartitions.isMade(store.revisions())) {
      CrashPartitions.make(store.revisions());
    }
    return CrashPartitions.open(store.revisions(), store.pool(), scratch);
  }

  private static Random random(int thread, int round, int step) {
    return TestSeed.random(1 + thread + 2L * round + 1_000L * step);
  }

  private static void change(Partitions partitions, int thread, int round, int step) {
    CrashPartitions.change(partitions, random(thread, round, step), thread * CYCLES, CYCLES);
  }

  /** Changes partitions until it is killed, and says each change that is durable. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws InterruptedException {
      int round = Integer.parseInt(arguments[2]);
      try (JournaledStore store = JournaledStore.at(Path.of(arguments[0]))) {
        Partitions partitions = partitions(store, Path.of(arguments[1]));
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          int number = thread;
          threads.add(Thread.ofPlatform().start(() -> play(partitions, number, round)));
        }
        for (Thread each : threads) {
          each.join();
        }
      }
    }

    private static void play(Partitions partitions, int thread, int round) {
      for (int step = 0; ; step++) {
        change(partitions, thread, round, step);
        System.out.println(thread);
      }
    }
  }

  /** What a thread has for itself. */
  private static TreeMap<String, String> own(TreeMap<String, String> all, int thread) {
    TreeMap<String, String> own = new TreeMap<>();
    all.forEach((path, text) -> {
      boolean isOwn =
          path.startsWith("cycle=")
              && Integer.parseInt(path.substring(6, path.indexOf('/'))) / CYCLES == thread;
      if (isOwn) {
        own.put(path, text);
      }
    });
    return own;
  }

  @Test
  void changesThatWereAnsweredAreThereAndNoneIsTorn() throws Exception {
    Random random = TestSeed.random();
    List<MemoryStore> models = new ArrayList<>();
    List<Partitions> expected = new ArrayList<>();
    try (CodecPool pool = JournaledStore.newPool()) {
      for (int thread = 0; thread < THREADS; thread++) {
        MemoryStore store = new MemoryStore("model" + thread);
        models.add(store);
        CrashPartitions.make(store.revisions());
        expected.add(CrashPartitions.open(store.revisions(), pool, scratch));
      }
      for (int round = 0; round < KILLS; round++) {
        List<String> answers = killedAfter(round, random.nextInt(30), random.nextInt(30_000_000));
        TreeMap<String, String> found;
        try (JournaledStore store = JournaledStore.at(root)) {
          Partitions partitions = partitions(store, scratch);
          found = CrashPartitions.look(partitions);
          List<String> paths = partitions.repair().stream().map(key -> key.path()).toList();
          assertThat(paths).isEqualTo(found.headMap("lut").keySet().stream().toList());
        }
        for (int thread = 0; thread < THREADS; thread++) {
          String name = Integer.toString(thread);
          int done = (int) answers.stream().filter(name::equals).count();
          compare(expected.get(thread), own(found, thread), thread, round, done);
        }
      }
    } finally {
      models.forEach(MemoryStore::close);
    }
  }

  /** Makes the answered changes in a store that is not killed; the next one may have been made. */
  private static void compare(
      Partitions model, TreeMap<String, String> found, int thread, int round, int done) {
    for (int step = 0; step < done; step++) {
      change(model, thread, round, step);
    }
    TreeMap<String, String> answered = own(CrashPartitions.look(model), thread);
    if (found.equals(answered)) {
      return;
    }
    change(model, thread, round, done);
    assertThat(found).isEqualTo(own(CrashPartitions.look(model), thread));
  }

  /** Answers of a program until it was killed. */
  private List<String> killedAfter(int round, int answers, int nanos)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(root.toString(), scratch.toString(), Integer.toString(round));
    return KilledProgram.lines(Writer.class, arguments, output, answers, nanos);
  }
}
