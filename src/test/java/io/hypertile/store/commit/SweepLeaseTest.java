package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.lease.Lease;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of two servers one sweeps, and the other takes over where that one is cut off. */
class SweepLeaseTest {
  private static final int PLACES = 3;
  private static final Duration MOMENT = Duration.ofMinutes(1);

  /** A store with two servers, one of which is held up at one of its calls. */
  private static final class Lake {
    final MemoryStore store = new MemoryStore("test");
    final FlakyStore line = new FlakyStore(store);
    final CommittedRevisions revisions = new CommittedRevisions(store, true);
    final List<Instant> clock = new ArrayList<>(List.of(Instant.now()));
    final StateSweep slow = sweep(line);
    final StateSweep other = sweep(store);
    long nanos;

    private StateSweep sweep(Store way) {
      Lease lease = new Lease(way, Names.SWEEP, StateSweep.LEASE, () -> nanos);
      return new StateSweep(way, lease, clock::getLast, 2, new Refs(way));
    }

    void wait(Duration time) {
      clock.add(clock.getLast().plus(time));
      nanos += time.toNanos();
    }

    static StoreKey head(int place) {
      return new StorePrefix("p" + place).key("zarr.json");
    }

    void write(int place, String text) {
      StoreKey head = head(place);
      StoreKey cells = head.parent().key("c/0");
      try (Revision base = revisions.open(head)) {
        revisions.commit(
            base,
            List.of(
                new KeyChange.Put(head, revisions.stageHead(body("head of " + text))),
                new KeyChange.Put(cells, revisions.stage(body(text)))));
      }
    }

    private static ObjectBody body(String text) {
      return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
    }

    String read(Revision state) {
      byte[] bytes = state.load(state.head().parent().key("c/0"), 100).orElseThrow().bytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }

    Set<StoreKey> objects() {
      return new TreeSet<>(store.keysBelow(Names.OBJECTS));
    }
  }

  /** A lake with bytes that are due to be removed, and some that will be. */
  private static Lake lake() {
    Lake lake = new Lake();
    for (int place = 0; place < PLACES; place++) {
      lake.write(place, "first " + place);
      lake.write(place, "second " + place);
    }
    lake.wait(StateSweep.SETTLED.plus(MOMENT));
    assertThat(lake.other.pass(Duration.ZERO)).isEqualTo(new StateSweep.Outcome.Made(PLACES, 0));
    lake.write(0, "third");
    lake.wait(StateSweep.KEPT.plus(MOMENT));
    return lake;
  }

  @Test
  void serverThatSweptLatelyLeavesNothingToDoForAnother() {
    Lake lake = lake();
    assertThat(lake.slow.pass(Duration.ofHours(3)))
        .isEqualTo(new StateSweep.Outcome.Made(1, PLACES));
    assertThat(lake.other.pass(Duration.ofHours(3))).isEqualTo(new StateSweep.Outcome.NotDue());
    lake.wait(Duration.ofHours(3));
    assertThat(lake.other.pass(Duration.ofHours(3))).isEqualTo(new StateSweep.Outcome.Made(0, 0));
  }

  @Test
  void oneServerSweepsAtATime() {
    Lake lake = lake();
    List<StateSweep.Outcome> meanwhile = new ArrayList<>();
    int[] call = new int[1];
    lake.line.faults(() -> {
      // The first calls take the lease.
      if (++call[0] == 4) {
        meanwhile.add(lake.other.pass(Duration.ZERO));
      }
      return FlakyStore.Fault.NONE;
    });
    assertThat(lake.slow.pass(Duration.ZERO)).isEqualTo(new StateSweep.Outcome.Made(1, PLACES));
    assertThat(meanwhile).containsExactly(new StateSweep.Outcome.Held(StateSweep.LEASE));
  }

  @Test
  void serverThatIsHeldUpPastItsLeaseRemovesNothingThatLaterStatesNeed() {
    int calls = 0;
    for (int at = 1; at <= calls || at == 1; at++) {
      Lake lake = lake();
      calls = sweptWithAPause(lake, at);
    }
    assertThat(calls).isGreaterThan(10);
  }

  /**
   * Holds a server up at one of its calls while another one takes over, and writers go on.
   *
   * @return number of its calls
   */
  private static int sweptWithAPause(Lake lake, int at) {
    AtomicInteger calls = new AtomicInteger();
    List<Revision> open = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Set<StoreKey> after = new TreeSet<>();
    lake.line.faults(() -> {
      if (calls.incrementAndGet() == at) {
        for (int place = 0; place < PLACES; place++) {
          Revision state = lake.revisions.open(Lake.head(place));
          open.add(state);
          texts.add(lake.read(state));
          lake.write(place, "pause " + place);
        }
        lake.other.pass(Duration.ZERO);
        lake.wait(StateSweep.LEASE);
        assertThat(lake.other.pass(Duration.ZERO)).isInstanceOf(StateSweep.Outcome.Made.class);
        after.addAll(lake.objects());
      }
      return FlakyStore.Fault.NONE;
    });
    boolean isOver = false;
    try {
      isOver = lake.slow.pass(Duration.ZERO) instanceof StateSweep.Outcome.Made;
    } catch (StoreException e) {
      assertThat(e.detail()).contains("lease");
    }
    // What was there when the other server had swept is still there: all of it is young, or named.
    assertThat(lake.objects()).as("call %d", at).containsAll(after);
    for (int place = 0; place < PLACES && !open.isEmpty(); place++) {
      assertThat(lake.read(lake.revisions.open(Lake.head(place)))).isEqualTo("pause " + place);
      assertThat(lake.read(open.get(place))).isEqualTo(texts.get(place));
    }
    lake.line.faults(() -> FlakyStore.Fault.NONE);
    lake.wait(StateSweep.KEPT.plus(MOMENT));
    assertThat(lake.slow.pass(Duration.ZERO)).isInstanceOf(StateSweep.Outcome.Made.class);
    lake.wait(StateSweep.KEPT.plus(MOMENT));
    assertThat(lake.slow.pass(Duration.ZERO)).isInstanceOf(StateSweep.Outcome.Made.class);
    assertThat(lake.objects()).as("call %d", at).hasSize(PLACES);
    return isOver ? calls.get() : Math.max(calls.get(), at + 1);
  }
}
