package io.hypertile.deker.store;

import io.hypertile.engine.ArrayReader;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
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

/** Reads of 307 KB from a contiguous array and of one chunk, while 50 MB are compressed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class SmallReadBenchmark {
  private static final Region WINDOW =
      Region.of(new long[] {0, 90, 100, 0}, new long[] {24, 100, 140, 4});
  private static final Region IN_ONE_CHUNK =
      Region.of(new long[] {0, 0, 0, 0}, new long[] {4, 61, 90, 1});

  /** Whether another array is written all the time. */
  @Param({"false", "true"})
  private boolean duringWrite;

  private BenchmarkArrays arrays;
  private BenchmarkArrays.Stored plain;
  private BenchmarkArrays.Stored compressed;
  private MemorySegment target;
  private Thread writer;
  private volatile boolean isOver;

  /** Writes the arrays, and begins to write another one. */
  @Setup(Level.Trial)
  public void write() {
    arrays = new BenchmarkArrays();
    plain = arrays.store("plain", null);
    compressed = arrays.store("compressed", BenchmarkArrays.deflated(BenchmarkArrays.BOXES));
    BenchmarkArrays.Stored other =
        arrays.store("other", BenchmarkArrays.deflated(BenchmarkArrays.BOXES));
    target = arrays.target();
    writer =
        Thread.ofPlatform()
            .start(() -> {
              while (duringWrite && !isOver) {
                arrays.write(other);
              }
            });
  }

  /** Ends the writing. */
  @TearDown(Level.Trial)
  public void remove() throws InterruptedException {
    isOver = true;
    writer.join();
    arrays.close();
  }

  private void read(BenchmarkArrays.Stored array, Region region) {
    try (ArrayReader reader =
        arrays
            .storage()
            .arrays()
            .open(
                array.collection(),
                array.id(),
                Region.whole(array.collection().arrays().shape()))) {
      reader.read(region, target.asSlice(0, region.cells() * 8));
    }
  }

  /** A window of 240 runs. */
  @Benchmark
  public void window() {
    read(plain, WINDOW);
  }

  /** A box that takes the decoding of one chunk. */
  @Benchmark
  public void oneChunk() {
    read(compressed, IN_ONE_CHUNK);
  }
}
