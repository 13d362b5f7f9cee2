package io.hypertile.ndarray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A box of 4 MiB copied out of an array of which it takes every second run, against one copy of as
 * many bytes. Half of what the caches load for short runs is not copied, so 2 is the floor there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class RegionCopyBenchmark {
  private static final int BYTES = 4 << 20;

  /** Bytes of a run. */
  @Param({"1", "4", "8", "16", "32", "64", "1280"})
  private int run;

  private Arena arena;
  private MemorySegment source;
  private MemorySegment target;
  private Shape shape;
  private Region region;
  private int cellSize;

  /** Allocates both arrays. */
  @Setup
  public void allocate() {
    arena = Arena.ofConfined();
    source = arena.allocate(2L * BYTES, 64);
    target = arena.allocate(BYTES, 64);
    cellSize = Math.min(run, 8);
    long cells = run / cellSize;
    long rows = BYTES / run;
    shape = Shape.of(rows, 2 * cells);
    region = Region.of(new long[2], new long[] {rows, cells});
    source.fill((byte) 1);
  }

  /** Frees them. */
  @TearDown
  public void free() {
    arena.close();
  }

  /** The box. */
  @Benchmark
  public void copyBox() {
    RegionCopy.copy(source, shape, region, target, region.shape(), new long[2], cellSize);
  }

  /** As many bytes in one piece. */
  @Benchmark
  public void copyPlain() {
    MemorySegment.copy(source, 0, target, 0, region.cells() * cellSize);
  }
}
