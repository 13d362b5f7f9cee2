package io.hypertile.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.PlainSpec;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads read. */
@Timeout(60)
class PlanExecutorTest {
  private static final Shape SHAPE = Shape.of(4, 5);
  private static final ReadPlanner PLANNER = new ReadPlanner(new SlabSizes(4096, 8192, 10));

  private static PlanExecutor executor(int callers, long memory) {
    return new PlanExecutor(
        new PlanExecutor.Resources(
            1, callers, MemoryBudget.only(MemoryUse.ANSWERS, memory), Duration.ofMillis(200)));
  }

  private static CellStream.Wanted wanted(CellReader reader) {
    ReadPlan plan =
        PLANNER.plan(Selection.whole(SHAPE), DType.INT8, reader.chunkShape(), reader.advice());
    return new CellStream.Wanted(plan, new ByteSpan(0, plan.resultBytes()));
  }

  /** An array of zeros that notes who reads it, and does something first. */
  private static final class Watched implements CellReader {
    private final Runnable first;
    private final Optional<Shape> chunk;
    private Thread reading = new Thread();
    private boolean closed;

    Watched(Runnable first) {
      this(first, Optional.empty());
    }

    Watched(Runnable first, Optional<Shape> chunk) {
      this.first = first;
      this.chunk = chunk;
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(DType.INT8, SHAPE);
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public Optional<Shape> chunkShape() {
      return chunk;
    }

    @Override
    public void read(Region region, CellBlock block) {
      MemorySegment target = block.cells();
      reading = Thread.currentThread();
      first.run();
      target.fill((byte) 0);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void smallReadsRunOnTheThreadThatAsks() {
    Watched reader = new Watched(() -> {});
    try (PlanExecutor executor = executor(1, 1 << 20);
        CellStream stream = executor.openSmall(() -> reader, PlanExecutorTest::wanted)) {
      assertThat(reader.reading).isSameAs(Thread.currentThread());
      assertThat(stream.plan().slabs()).isEqualTo(1);
    }
    assertThat(reader.closed).isTrue();
  }

  @Test
  void smallReadsOfChunksRunOnThePool() {
    Watched refused = new Watched(() -> {}, Optional.of(SHAPE));
    Watched taken = new Watched(() -> {}, Optional.of(SHAPE));
    Iterator<Watched> readers = List.of(refused, taken).iterator();
    try (PlanExecutor executor = executor(1, 1 << 20);
        CellStream stream = executor.openSmall(readers::next, PlanExecutorTest::wanted)) {
      assertThat(taken.reading.getName()).startsWith("hypertile-io-");
      assertThat(refused.closed).isTrue();
      Watched next = new Watched(() -> {});
      executor.openSmall(() -> next, PlanExecutorTest::wanted).close();
      assertThat(next.reading).isSameAs(Thread.currentThread());
    }
    assertThat(taken.closed).isTrue();
  }

  @Test
  void largeReadsRunOnThePool() {
    Watched reader = new Watched(() -> {});
    try (PlanExecutor executor = executor(1, 1 << 20);
        CellStream stream = executor.open(() -> reader, PlanExecutorTest::wanted)) {
      assertThat(reader.reading.getName()).startsWith("hypertile-io-");
    }
  }

  @Test
  void whatIsOpenedAheadGivesItsMemoryBackWhetherItIsTakenOrNot() {
    MemoryShare memory = MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20);
    Watched taken = new Watched(() -> {});
    Watched left = new Watched(() -> {});
    try (PlanExecutor executor =
        new PlanExecutor(new PlanExecutor.Resources(1, 0, memory, Duration.ofMillis(200)))) {
      CellStream.Ahead untaken =
          new CellStream.Ahead(executor.openAhead(() -> left, PlanExecutorTest::wanted));
      try (CellStream.Ahead ahead =
              new CellStream.Ahead(executor.openAhead(() -> taken, PlanExecutorTest::wanted));
          AnswerCells cells = ahead.take().orElseThrow()) {
        assertThat(taken.reading.getName()).startsWith("hypertile-io-");
        assertThat(cells.version()).isEqualTo(new Version("1"));
        ahead.close();
        assertThat(memory.usedBytes()).isPositive();
      }
      untaken.close();
      untaken.close();
    }
    assertThat(taken.closed).isTrue();
    assertThat(left.closed).isTrue();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void nothingIsOpenedAheadWithoutMemoryAtHand() {
    MemoryShare memory = MemoryBudget.only(MemoryUse.ANSWERS, 1 << 20);
    Watched reader = new Watched(() -> {});
    try (PlanExecutor executor =
            new PlanExecutor(new PlanExecutor.Resources(1, 0, memory, Duration.ofMinutes(1)));
        NativeBuffer all = memory.take(1 << 20)) {
      CellStream.Ahead ahead =
          new CellStream.Ahead(executor.openAhead(() -> reader, PlanExecutorTest::wanted));
      assertThat(ahead.take()).isEmpty();
      ahead.close();
      assertThat(reader.closed).isTrue();
      assertThat(all.bytes().byteSize()).isEqualTo(memory.usedBytes());
    }
  }

  @Test
  void failureOfWhatIsOpenedAheadShowsWhenItIsTaken() {
    Watched broken =
        new Watched(() -> {
          throw new ServiceException(ErrorCode.LOCKED, "broken");
        });
    try (PlanExecutor executor = executor(0, 1 << 20)) {
      new CellStream.Ahead(executor.openAhead(() -> broken, PlanExecutorTest::wanted)).close();
      CellStream.Ahead ahead =
          new CellStream.Ahead(executor.openAhead(() -> broken, PlanExecutorTest::wanted));
      assertThatThrownBy(ahead::take).hasMessageContaining("broken");
      ahead.close();
      assertThat(broken.closed).isTrue();
    }
  }

  @Test
  void smallReadsGoToThePoolWhileAsManyThreadsReadForThemselvesAsMay() {
    try (PlanExecutor executor = executor(1, 1 << 20)) {
      Watched second = new Watched(() -> {});
      Watched first =
          new Watched(() -> executor.openSmall(() -> second, PlanExecutorTest::wanted).close());
      executor.openSmall(() -> first, PlanExecutorTest::wanted).close();
      assertThat(first.reading).isSameAs(Thread.currentThread());
      assertThat(second.reading.getName()).startsWith("hypertile-io-");
      Watched third = new Watched(() -> {});
      executor.openSmall(() -> third, PlanExecutorTest::wanted).close();
      assertThat(third.reading).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void readingThatGetsMemoryFromAStoppedExecutorGivesItBack() throws Exception {
    MemoryBudget budget = new MemoryBudget(1 << 20);
    MemoryShare share = budget.share(MemoryUse.ANSWERS);
    PlanExecutor executor =
        new PlanExecutor(new PlanExecutor.Resources(1, 0, share, Duration.ofSeconds(30)));
    List<NativeBuffer> all = new ArrayList<>();
    for (Optional<NativeBuffer> next; (next = share.tryTake(1)).isPresent(); ) {
      all.add(next.get());
    }
    Future<CellStream> reading;
    try (ExecutorService client = Executors.newSingleThreadExecutor()) {
      reading =
          client.submit(() -> executor.open(() -> new Watched(() -> {}), PlanExecutorTest::wanted));
      while (budget.waiting() == 0) {
        Thread.onSpinWait();
      }
      executor.close();
      all.forEach(NativeBuffer::close);
    }
    assertThat(reading.exceptionNow())
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    assertThat(share.usedBytes()).isZero();
  }

  @Test
  void failedSmallReadsLetTheNextOneIn() {
    try (PlanExecutor executor = executor(1, 1 << 20)) {
      Watched failing =
          new Watched(() -> {
            throw new IllegalStateException("broken");
          });
      assertThatThrownBy(() -> executor.openSmall(() -> failing, PlanExecutorTest::wanted))
          .hasMessage("broken");
      assertThat(failing.closed).isTrue();
      Watched next = new Watched(() -> {});
      executor.openSmall(() -> next, PlanExecutorTest::wanted).close();
      assertThat(next.reading).isSameAs(Thread.currentThread());
    }
  }
}
