package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writers of several servers that change objects of one place at once. */
@Timeout(120)
class RacingCommitsTest {
  private static final StoreKey HEAD = new StoreKey("lake/t2m/zarr.json");
  private static final int RACERS = 16;
  private static final int TIMES = 5;

  private final Store store = new MemoryStore("test");

  /** Each racer has revisions of its own, as each server has. */
  private CommittedRevisions server() {
    return new CommittedRevisions(store, true);
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StoreKey chunk(int racer, int time) {
    return new StoreKey("lake/t2m/c/" + racer + "/" + time);
  }

  @Test
  void changesOfSixteenWritersAreAllMadeWithoutPuttingBytesTwice() throws Exception {
    CommittedRevisions first = server();
    try (Revision base = first.open(HEAD)) {
      first.commit(base, List.of(new KeyChange.Put(HEAD, first.stage(body("0")))));
    }
    List<Future<?>> racers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int racer = 0; racer < RACERS; racer++) {
        int own = racer;
        racers.add(threads.submit(() -> race(server(), own)));
      }
    }
    for (Future<?> racer : racers) {
      racer.get();
    }
    Store present = first.store();
    for (int racer = 0; racer < RACERS; racer++) {
      for (int time = 0; time < TIMES; time++) {
        LoadedObject loaded = present.load(chunk(racer, time), 100).orElseThrow();
        assertThat(loaded.bytes()).asString().isEqualTo(racer + " " + time);
      }
    }
    assertThat(present.load(HEAD, 100).orElseThrow().bytes())
        .asString()
        .isEqualTo(Integer.toString(RACERS * TIMES));
  }

  /** Adds one to the head, which each change depends on, and puts a chunk that is its own. */
  private static void race(CommittedRevisions server, int racer) {
    for (int time = 0; time < TIMES; time++) {
      StagedObject own = server.stage(body(racer + " " + time));
      boolean isMade = false;
      while (!isMade) {
        try (Revision base = server.open(HEAD)) {
          String text = new String(base.load(HEAD, 100).orElseThrow().bytes());
          try (StagedObject head = server.stage(body("" + (Integer.parseInt(text) + 1)))) {
            List<KeyChange> changes =
                List.of(new KeyChange.Put(HEAD, head), new KeyChange.Put(chunk(racer, time), own));
            isMade = server.commit(base, changes) instanceof CommitResult.Committed;
          }
        }
      }
    }
  }
}
