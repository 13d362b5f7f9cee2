package io.hypertile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that are opened when they are used, by several threads. */
@Timeout(60)
class OpenReadersTest {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final List<Integer> opened = new ArrayList<>();

  /** A reader that knows whether it is open; each of its boxes is all fill values. */
  private final class Numbered implements CellReader {
    private final int number;
    private volatile boolean isOpen = true;

    Numbered(int number) {
      this.number = number;
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      synchronized (opened) {
        opened.add(number);
      }
    }

    @Override
    public ArraySpec spec() {
      return new ArraySpec(DType.INT8, FillValue.defaultOf(DType.INT8), List.of());
    }

    @Override
    public Version version() {
      return new Version("v" + number);
    }

    @Override
    public Optional<Shape> chunkShape() {
      return Optional.empty();
    }

    @Override
    public void read(Region region, CellBlock target) {
      target.fill(MemorySegment.ofArray(spec().fill().bytes()));
    }

    @Override
    public void close() {
      assertThat(isOpen).isTrue();
      isOpen = false;
      open.decrementAndGet();
    }
  }

  @Test
  void fewAreOpenHoweverManyAreUsedByHoweverManyThreads() throws Exception {
    OpenReaders readers = new OpenReaders(4, Numbered::new);
    Random random = TestSeed.random();
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int thread = 0; thread < 6; thread++) {
        int[] numbers = random.ints(2_000, 0, 40).toArray();
        done.add(
            threads.submit(() ->
                IntStream.of(numbers)
                    .forEach(number ->
                        readers.use(
                            number,
                            reader -> {
                              assertThat(((Numbered) reader).number).isEqualTo(number);
                              assertThat(((Numbered) reader).isOpen).isTrue();
                            }))));
      }
    }
    for (Future<?> thread : done) {
      thread.get();
    }
    assertThat(open.get()).isLessThanOrEqualTo(4);
    // Each thread has one that it uses, and may be closing one that it took out.
    assertThat(mostOpen.get()).isLessThanOrEqualTo(4 + 2 * 6);
    readers.close();
    assertThat(open.get()).isZero();
  }

  @Test
  void thoseUsedLastStayOpen() {
    OpenReaders readers = new OpenReaders(2, Numbered::new);
    for (int number : new int[] {1, 2, 1, 3, 1, 3, 2}) {
      readers.use(number, CellReader::spec);
    }
    assertThat(opened).containsExactly(1, 2, 3, 2);
    readers.close();
  }

  @Test
  void oneIsOpenedWhileAnotherIs() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    // Numbers whose hashes fall together in a table of any usual size.
    OpenReaders readers =
        new OpenReaders(
            4,
            number -> {
              try {
                both.await(30, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IllegalStateException("the other was not opened meanwhile", e);
              }
              return new Numbered(number);
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> first = threads.submit(() -> readers.use(0, CellReader::spec));
      Future<?> second = threads.submit(() -> readers.use(1 << 12, CellReader::spec));
      first.get();
      second.get();
    }
    readers.close();
    assertThat(open.get()).isZero();
  }

  @Test
  void manyThreadsOpenTheSameOneOnce() throws Exception {
    OpenReaders readers = new OpenReaders(1, Numbered::new);
    CyclicBarrier all = new CyclicBarrier(8);
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int thread = 0; thread < 8; thread++) {
        done.add(
            threads.submit(() -> {
              all.await(30, TimeUnit.SECONDS);
              readers.use(7, CellReader::spec);
              return null;
            }));
      }
    }
    for (Future<?> thread : done) {
      thread.get();
    }
    assertThat(opened).containsExactly(7);
    readers.close();
  }

  @Test
  void failureToOpenIsThrownAndTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    OpenReaders readers =
        new OpenReaders(
            2,
            number -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("first");
              }
              return new Numbered(number);
            });
    assertThatThrownBy(() -> readers.use(0, CellReader::spec)).hasMessage("first");
    readers.use(0, CellReader::spec);
    assertThatThrownBy(() ->
            readers.use(
                0,
                reader -> {
                  throw new IllegalStateException("in use");
                }))
        .hasMessage("in use");
    readers.use(0, CellReader::spec);
    assertThat(opened).containsExactly(0);
    readers.close();
    assertThat(open.get()).isZero();
  }
}
