package io.hypertile.deker.store;

import io.hypertile.engine.ArrayReader;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads and writes of 50 MB in chunks with deflate 4, against the codec on bytes in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DeflateBenchmark {
  private static final Region WHOLE = Region.whole(BenchmarkArrays.SHAPE);
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /** Shape of the chunks: scattered over the answer, or one run of it each. */
  @Param({"boxes", "steps"})
  private String chunking;

  private BenchmarkArrays arrays;
  private BenchmarkArrays.Stored array;
  private MemorySegment target;
  private List<MemorySegment> chunks;
  private List<MemorySegment> encoded;
  private List<Region> places;
  private ExecutorService threads;

  /** Writes the array and encodes its chunks. */
  @Setup(Level.Trial)
  public void write() {
    write(chunking.equals("boxes") ? BenchmarkArrays.BOXES : BenchmarkArrays.STEPS);
  }

  void write(Shape chunkShape) {
    arrays = new BenchmarkArrays();
    array = arrays.store("deflate", BenchmarkArrays.deflated(chunkShape));
    target = arrays.target();
    chunks = arrays.chunks(chunkShape);
    encoded = arrays.encoded(chunks);
    places = BenchmarkArrays.places(chunkShape);
    threads = Executors.newFixedThreadPool(CORES);
  }

  /** Removes it. */
  @TearDown(Level.Trial)
  public void remove() {
    threads.close();
    arrays.close();
  }

  /** All cells through the engine. */
  @Benchmark
  public void read() {
    try (ArrayReader reader =
        arrays
            .storage()
            .arrays()
            .open(
                array.collection(),
                array.id(),
                Region.whole(array.collection().arrays().shape()))) {
      reader.read(WHOLE, target);
    }
  }

  /** Only the decoding, on one thread. */
  @Benchmark
  public void inflateOneThread() {
    inflate(new AtomicInteger());
  }

  /** Only the decoding, on as many threads as there are cores. */
  @Benchmark
  public void inflateAllCores() throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    onAllCores(() -> inflate(next));
  }

  /**
   * The decoding on as many threads as there are cores, and the copying of every chunk to its place
   * among the 50 MB: what a read cannot do without.
   */
  @Benchmark
  public void inflateIntoPlace() throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    onAllCores(() -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment room = arena.allocate(chunks.getFirst().byteSize(), 64);
        for (int n = next.getAndIncrement(); n < encoded.size(); n = next.getAndIncrement()) {
          BenchmarkArrays.decodeInto(target, places.get(n), encoded.get(n), room);
        }
      }
    });
  }

  /** All cells through the engine, durable when it returns. */
  @Benchmark
  public void rewrite() {
    arrays.write(array);
  }

  /** Only the encoding, on one thread. */
  @Benchmark
  public void deflateOneThread() {
    deflate(new AtomicInteger());
  }

  /** Only the encoding, on as many threads as there are cores. */
  @Benchmark
  public void deflateAllCores() throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    onAllCores(() -> deflate(next));
  }

  /**
   * Only the encoding on all cores, then the writing of its bytes to a new file and the forcing of
   * that to disk: what a durable write cannot do without when nothing of it overlaps.
   */
  @Benchmark
  public void deflateAllCoresThenForce() throws Exception {
    deflateAllCores();
    force();
  }

  /** Only the writing of the encoded bytes to a new file, and the forcing of that to disk. */
  @Benchmark
  public void force() throws IOException {
    arrays.force(encoded);
  }

  private void onAllCores(Runnable work) throws InterruptedException, ExecutionException {
    List<Future<?>> parts = new ArrayList<>();
    for (int n = 0; n < CORES; n++) {
      parts.add(threads.submit(work));
    }
    for (Future<?> part : parts) {
      part.get();
    }
  }

  private void inflate(AtomicInteger next) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(chunks.getFirst().byteSize(), 64);
      for (int n = next.getAndIncrement(); n < encoded.size(); n = next.getAndIncrement()) {
        BenchmarkArrays.decode(encoded.get(n), room);
      }
    }
  }

  private void deflate(AtomicInteger next) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = BenchmarkArrays.encodeRoom(arena, chunks.getFirst().byteSize());
      for (int n = next.getAndIncrement(); n < chunks.size(); n = next.getAndIncrement()) {
        BenchmarkArrays.CODEC.encode(chunks.get(n), room);
      }
    }
  }
}
