package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.lease.Lease;
import io.hypertile.store.lease.Turn;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of servers that share a collection one merges its segments, under a lease. */
@Timeout(60)
class MergingLeaseTest {
  private static final StoreKey KEY = new StoreKey("leases/merge");
  private static final Duration TIME = Duration.ofMinutes(5);
  private static final int COMMITS = 3 * MergePolicy.MOST;

  private final MemoryStore store = new MemoryStore("test");
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 4 << 20);
  private long nanos;

  private Lease lease() {
    return new Lease(store, KEY, TIME, () -> nanos);
  }

  private SegmentedRevisions open() {
    SegmentedRevisions.Sharing sharing =
        new SegmentedRevisions.Sharing(Duration.ZERO, Turn.under(lease()));
    return SegmentedRevisions.open(
        new CommittedRevisions(store, true),
        new StorePrefix("soundings"),
        memory,
        () -> Path.of("none"),
        Optional.of(sharing));
  }

  private static void create(SegmentedRevisions server, int from) {
    for (int dataset = from; dataset < from + COMMITS; dataset++) {
      StoreKey head = StoreKey.of("d" + dataset, "zarr.json");
      byte[] text = ("dataset " + dataset).getBytes(StandardCharsets.UTF_8);
      try (StagedObject body = server.stage(ObjectBody.of(text))) {
        HeadChange change =
            new HeadChange(head, Optional.empty(), List.of(new KeyChange.Put(head, body)));
        assertThat(server.commitAll(List.of(change))).isInstanceOf(CommitResult.Committed.class);
      }
    }
  }

  private static long datasets(SegmentedRevisions server) {
    try (SegmentState state = server.openAll()) {
      return state.count();
    }
  }

  @Test
  void aServerMergesNothingWhileAnotherHasTheLease() {
    SegmentedRevisions server = open();
    Lease.Holding other = lease().take().orElseThrow();
    create(server, 0);
    server.awaitMerged();
    assertThat(server.segments()).isEqualTo(COMMITS);
    assertThat(datasets(server)).isEqualTo(COMMITS);
    other.close();
    server.close();
    SegmentedRevisions next = open();
    next.awaitMerged();
    assertThat(next.segments()).isLessThan(COMMITS);
    assertThat(datasets(next)).isEqualTo(COMMITS);
    assertThat(lease().take()).isPresent();
    next.close();
  }

  @Test
  void compactionDoesNotWaitForTheLeaseOfAServerThatIsGone() {
    SegmentedRevisions server = open();
    lease().take().orElseThrow();
    create(server, 0);
    server.compact();
    assertThat(server.segments()).isEqualTo(1);
    assertThat(datasets(server)).isEqualTo(COMMITS);
    server.close();
  }

  @Test
  void serversThatMergeInTurnLoseNothing() {
    SegmentedRevisions one = open();
    SegmentedRevisions two = open();
    for (int round = 0; round < 4; round++) {
      create(round % 2 == 0 ? one : two, round * COMMITS);
    }
    one.awaitMerged();
    two.awaitMerged();
    assertThat(datasets(one)).isEqualTo(4 * COMMITS);
    assertThat(datasets(two)).isEqualTo(4 * COMMITS);
    one.close();
    two.close();
  }
}
