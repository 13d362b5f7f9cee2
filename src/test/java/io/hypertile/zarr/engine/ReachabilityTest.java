package io.hypertile.zarr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.age.Staleness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A failure of a store counts for a while, but not for those that take what was kept of it. */
class ReachabilityTest {
  private final Reachability reachability = new Reachability(Duration.ofHours(1), true);

  private static void fail(Reachability asked) {
    assertThatThrownBy(() -> asked.ask(ReachabilityTest::down)).isInstanceOf(StoreException.class);
  }

  private static String down() {
    throw new StoreException("lake", "It is down.", Retry.LATER, null);
  }

  @Test
  void aFailureCountsForAWhile() {
    fail(reachability);
    assertThatThrownBy(() -> reachability.ask(() -> "answer")).isInstanceOf(StoreException.class);
  }

  @Test
  void anOldAnswerIsGivenAfterTheFailureOfARequestThatTakesNone() {
    fail(reachability);
    new Staleness(Duration.ofHours(1), age -> true)
        .serve(() -> {
          Staleness.present().orElseThrow().tell(1);
          assertThat(reachability.ask(() -> "old")).isEqualTo("old");
        });
    assertThatThrownBy(() -> reachability.ask(() -> "answer")).isInstanceOf(StoreException.class);
  }

  @Test
  void aPresentAnswerEndsTheFailure() {
    fail(reachability);
    new Staleness(Duration.ofHours(1), age -> true)
        .serve(() -> assertThat(reachability.ask(() -> "new")).isEqualTo("new"));
    assertThat(reachability.ask(() -> "answer")).isEqualTo("answer");
  }

  @Test
  void aFailureOfAStoreThatKeepsNothingCountsForAll() {
    Reachability other = new Reachability(Duration.ofHours(1), false);
    fail(other);
    new Staleness(Duration.ofHours(1), age -> true)
        .serve(() ->
            assertThatThrownBy(() -> other.ask(() -> "answer")).isInstanceOf(StoreException.class));
  }
}
