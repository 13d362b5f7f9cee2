package io.hypertile.zarr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.DatasetFixture;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.RevisionsOver;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Collections that are opened while others are, and given up meanwhile. */
@Timeout(60)
class OpenDatasetsTest {
  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 16 << 20));
  private final Slow slow = new Slow(store.revisions());
  private final OpenDatasets datasets =
      new OpenDatasets(
          new Places(
              new ZarrLayout(StorePrefix.ROOT),
              slow,
              ReadAhead.LOCAL,
              pool,
              () -> Path.of("none")));

  /** States that wait, or fail, below one place. */
  private static final class Slow implements RevisionsOver {
    private final Revisions under;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean isFailing;

    private Slow(Revisions under) {
      this.under = under;
    }

    @Override
    public Revisions under() {
      return under;
    }

    @Override
    public Revision open(StoreKey head) {
      if (head.text().startsWith("slow/")) {
        asked.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        if (isFailing) {
          throw new StoreException("test", "It fails.", StoreException.Retry.LATER, null);
        }
      }
      return under.open(head);
    }
  }

  @AfterEach
  void closeAll() {
    datasets.close();
    pool.close();
  }

  private static Collection collection(String name) {
    return new Collection(
        new CollectionName(name),
        new DatasetsSchema(
            DatasetsSchema.Layout.SEGMENTS,
            new DatasetsSchema.Compression.Default(),
            false,
            Optional.empty(),
            false,
            Description.NONE),
        Optional.empty());
  }

  private static long count(Datasets datasets) {
    try (DatasetsState state = datasets.open()) {
      return state.count();
    }
  }

  private CompletableFuture<Datasets> opening() throws InterruptedException {
    slow.gate = new CountDownLatch(1);
    CompletableFuture<Datasets> opening =
        CompletableFuture.supplyAsync(() -> datasets.of(collection("slow")));
    slow.asked.await();
    return opening;
  }

  @Test
  void othersDoNotWaitAndThoseOfOneNameShareIt() throws Exception {
    CompletableFuture<Datasets> first = opening();
    assertThat(count(datasets.of(collection("fast")))).isZero();
    CompletableFuture<Datasets> second =
        CompletableFuture.supplyAsync(() -> datasets.of(collection("slow")));
    Thread.sleep(50);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    slow.gate.countDown();
    assertThat(second.get()).isSameAs(first.get());
    assertThat(datasets.of(collection("slow"))).isSameAs(first.get());
  }

  @Test
  void whatIsGivenUpWhileItIsOpenedRefusesToBeUsed() throws Exception {
    CompletableFuture<Datasets> opening = opening();
    datasets.forget(new CollectionName("slow"));
    slow.gate.countDown();
    Datasets old = opening.get();
    assertThatThrownBy(() -> count(old)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> old.create(List.of(DatasetFixture.declared("d")), false))
        .isInstanceOf(StoreException.class);
    Datasets present = datasets.of(collection("slow"));
    present.create(List.of(DatasetFixture.declared("d")), false);
    assertThat(count(present)).isEqualTo(1);
  }

  @Test
  void closingDoesNotWaitForWhatIsOpened() throws Exception {
    CompletableFuture<Datasets> opening = opening();
    datasets.close();
    slow.gate.countDown();
    Datasets old = opening.get();
    assertThatThrownBy(() -> count(old)).isInstanceOf(StoreException.class);
  }

  @Test
  void whatCannotBeOpenedIsTriedAgain() throws Exception {
    CompletableFuture<Datasets> opening = opening();
    slow.isFailing = true;
    slow.gate.countDown();
    assertThatThrownBy(opening::get).hasCauseInstanceOf(StoreException.class);
    slow.isFailing = false;
    assertThat(count(datasets.of(collection("slow")))).isZero();
  }

  @Test
  void commitsOfAnotherServerOnASharedStoreAreSeenInTime() throws Exception {
    ZarrLayout layout = new ZarrLayout(StorePrefix.ROOT);
    OpenDatasets idle =
        new OpenDatasets(
            new Places(
                layout, store.revisions(), ZarrArrays.FAR_AWAY, pool, () -> Path.of("none")));
    assertThat(count(idle.of(collection("c")))).isZero();
    datasets.of(collection("c")).create(List.of(DatasetFixture.declared("d")), false);
    long start = System.nanoTime();
    while (count(idle.of(collection("c"))) == 0) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      Thread.sleep(100);
    }
    idle.close();
  }
}
