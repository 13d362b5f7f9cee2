package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.lease.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leases do in every store that can be written. Each lease here is another server's. */
@Timeout(120)
public abstract class StoreLeaseContract {
  private static final StoreKey LEASE = new StoreKey("leases/work");
  private static final Duration TIME = Duration.ofMinutes(3);

  /** Clocks of two servers, in nanoseconds. */
  private final AtomicLong first = new AtomicLong(Long.MAX_VALUE - 5);

  private final AtomicLong second = new AtomicLong();

  protected Store store;

  /** A store without objects, which the test closes. */
  protected abstract Store create() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = create();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Lease lease(AtomicLong clock) {
    return new Lease(store, LEASE, TIME, clock::get);
  }

  private void pass(Duration time) {
    first.addAndGet(time.toNanos());
    second.addAndGet(time.toNanos());
  }

  private static Lease.Holding held(Lease lease) {
    return lease.take().orElseThrow();
  }

  @Test
  void leaseIsGivenToOneOfManyThatTakeItAtOnce() throws Exception {
    CyclicBarrier start = new CyclicBarrier(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= 3; round++) {
        List<Future<Optional<Lease.Holding>>> running = new ArrayList<>();
        for (int server = 0; server < 8; server++) {
          Lease own = lease(first);
          running.add(
              threads.submit(() -> {
                start.await();
                return own.take();
              }));
        }
        List<Lease.Holding> taken = new ArrayList<>();
        for (Future<Optional<Lease.Holding>> each : running) {
          each.get().ifPresent(taken::add);
        }
        assertThat(taken).extracting(Lease.Holding::epoch).containsExactly((long) round);
        taken.getFirst().close();
      }
    }
  }

  @Test
  void leaseThatIsGivenBackIsTakenAtOnceAndSaysWhenWorkWasDone() {
    Lease one = lease(first);
    Lease other = lease(second);
    assertThat(one.done()).isEmpty();
    Instant end = Instant.ofEpochMilli(1_700_000_000_000L);
    Lease.Holding holding = held(one);
    assertThat(other.take()).isEmpty();
    holding.done(end);
    holding.close();
    assertThat(other.done()).contains(end);
    try (Lease.Holding next = held(other)) {
      assertThat(next.epoch()).isEqualTo(2);
      assertThat(one.take()).isEmpty();
    }
    assertThat(one.done()).contains(end);
    assertThat(held(one).epoch()).isEqualTo(3);
  }

  @Test
  void leaseOfAServerThatSaysNothingIsTakenOverAndTheServerFindsThatOut() {
    Lease.Holding silent = held(lease(first));
    Lease other = lease(second);
    assertThat(other.take()).isEmpty();
    pass(TIME.minusNanos(1));
    assertThat(other.take()).isEmpty();
    pass(Duration.ofNanos(1));
    Lease.Holding taken = held(other);
    assertThat(taken.epoch()).isEqualTo(2);
    assertThatThrownBy(silent::keep).isInstanceOf(StoreException.class);
    silent.done(Instant.EPOCH);
    silent.close();
    pass(TIME.dividedBy(2));
    taken.keep();
    assertThat(lease(first).take()).isEmpty();
    assertThat(lease(first).done()).isEmpty();
  }

  @Test
  void leaseIsKeptByAServerThatRenewsIt() {
    Lease.Holding holding = held(lease(first));
    Lease other = lease(second);
    for (int step = 0; step < 6; step++) {
      assertThat(other.take()).isEmpty();
      pass(TIME.dividedBy(2));
      holding.keep();
    }
    assertThat(holding.epoch()).isOne();
  }

  @Test
  void serverWhoseClockStoodStillFindsOutWithItsNextRenewal() {
    Lease.Holding suspended = held(lease(first));
    Lease other = lease(second);
    assertThat(other.take()).isEmpty();
    second.addAndGet(TIME.toNanos());
    Lease.Holding taken = held(other);
    suspended.keep();
    first.addAndGet(TIME.dividedBy(4).toNanos());
    assertThatThrownBy(suspended::keep).isInstanceOf(StoreException.class);
    assertThatThrownBy(suspended::keep).isInstanceOf(StoreException.class);
    suspended.close();
    second.addAndGet(TIME.dividedBy(4).toNanos());
    taken.keep();
  }

  @Test
  void whatIsNoLeaseIsReplacedAfterItsTime() {
    for (String text : List.of("", "{", "[1]", "{\"format\":1,\"epoch\":-1,\"held\":false}")) {
      Lease lease = lease(first);
      store.put(LEASE, ObjectBody.of(text.getBytes()), Condition.ALWAYS);
      assertThat(lease.done()).isEmpty();
      assertThat(lease.take()).isEmpty();
      pass(TIME);
      held(lease).close();
    }
  }
}
