package io.hypertile.store.remote;

import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Writers that race for one object, of which one at most may win. */
final class ProbeRace {
  private static final int RACERS = 16;
  private static final int ROUNDS = 3;

  private final RemoteObjects objects;

  ProbeRace(RemoteObjects objects) {
    this.objects = objects;
  }

  /**
   * Races for an object of each round.
   *
   * @param done past participle of what the racers do, for the finding
   * @param findings takes a sentence if more than one won
   */
  boolean isWonOnce(
      IntFunction<StoreKey> keys,
      IntFunction<Condition> conditions,
      String done,
      List<String> findings) {
    int most = 0;
    for (int round = 0; round < ROUNDS; round++) {
      most = Math.max(most, winners(round, keys, conditions));
    }
    if (most > 1) {
      findings.add(
          "Of "
              + RACERS
              + " writers that "
              + done
              + " one object under a condition that one of"
              + " them could meet, "
              + most
              + " were told that they did.");
    }
    return most <= 1;
  }

  private int winners(int round, IntFunction<StoreKey> keys, IntFunction<Condition> conditions) {
    StoreKey key = keys.apply(round);
    Condition condition = conditions.apply(round);
    CyclicBarrier start = new CyclicBarrier(RACERS);
    List<Future<PutResult>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int racer = 0; racer < RACERS; racer++) {
        // Equal bytes may be one state to the store, which two racers could then replace in turn.
        byte[] bytes = (round + " by " + racer).getBytes(StandardCharsets.US_ASCII);
        running.add(
            threads.submit(() -> {
              start.await();
              return objects.put(key, ObjectBody.of(bytes), condition);
            }));
      }
    }
    // Racers without an answer may have won, which the others' answers then show.
    return (int)
        running.stream()
            .filter(future -> future.state() == Future.State.SUCCESS)
            .filter(future -> future.resultNow() instanceof PutResult.Stored)
            .count();
  }
}
