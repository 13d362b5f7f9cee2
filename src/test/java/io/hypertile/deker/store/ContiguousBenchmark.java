package io.hypertile.deker.store;

import io.hypertile.engine.ArrayReader;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of a contiguous array of 50 MB, opening it each time, against the file itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ContiguousBenchmark {
  private static final Shape SHAPE = BenchmarkArrays.SHAPE;
  private static final Region WINDOW =
      Region.of(new long[] {0, 90, 100, 0}, new long[] {24, 100, 140, 4});
  private static final Region STRIDED =
      Region.of(new long[] {0, 0, 0, 2}, new long[] {24, 181, 360, 3});
  private static final long STEP = 181L * 360 * 4 * 8;
  private static final long ROW = 360L * 4 * 8;

  private BenchmarkArrays arrays;
  private BenchmarkArrays.Stored array;
  private ArrayReader opened;
  private MemorySegment target;
  private FileChannel channel;
  private MemorySegment mapped;
  private long cells;

  /** Writes the array. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    arrays = new BenchmarkArrays();
    array = arrays.store("plain", null);
    opened =
        arrays
            .storage()
            .arrays()
            .open(
                array.collection(), array.id(), Region.whole(array.collection().arrays().shape()));
    target = arrays.target();
    channel = FileChannel.open(arrays.file(array));
    cells = channel.size() - SHAPE.bytes(DType.FLOAT64);
    mapped =
        channel.map(
            FileChannel.MapMode.READ_ONLY, cells, SHAPE.bytes(DType.FLOAT64), arrays.arena());
  }

  /** Removes it. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    opened.close();
    channel.close();
    arrays.close();
  }

  private void read(Region region) {
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

  /** All cells. */
  @Benchmark
  public void fullRead() {
    read(Region.whole(SHAPE));
  }

  /** The same bytes by positional reads. */
  @Benchmark
  public void fullPread() throws IOException {
    ByteBuffer buffer = target.asByteBuffer();
    while (buffer.hasRemaining()) {
      channel.read(buffer, cells + buffer.position());
    }
  }

  /** {@code [:, 90:100, 100:140, :]}, 307 KB in 240 runs. */
  @Benchmark
  public void windowRead() {
    read(WINDOW);
  }

  /** The window of an array that is open. */
  @Benchmark
  public void windowReadWhenOpen() {
    opened.read(WINDOW, target.asSlice(0, WINDOW.cells() * 8));
  }

  /** Opening and closing alone. */
  @Benchmark
  public void open() {
    arrays
        .storage()
        .arrays()
        .open(array.collection(), array.id(), Region.whole(array.collection().arrays().shape()))
        .close();
  }

  /** The same runs from a mapping. */
  @Benchmark
  public void windowMapped() {
    long run = WINDOW.length(2) * 4 * 8;
    long to = 0;
    for (long step = 0; step < SHAPE.length(0); step++) {
      for (long y = WINDOW.start(1); y < WINDOW.stop(1); y++) {
        long from = step * STEP + y * ROW + WINDOW.start(2) * 4 * 8;
        MemorySegment.copy(mapped, from, target, to, run);
        to += run;
      }
    }
  }

  /** {@code [..., 2]}, 12.5 MB in runs of 8 bytes. */
  @Benchmark
  public void stridedRead() {
    read(STRIDED);
  }

  /** The same cells from a mapping. */
  @Benchmark
  public void stridedMapped() {
    long count = STRIDED.cells();
    for (long n = 0; n < count; n++) {
      long cell = mapped.get(ValueLayout.JAVA_LONG_UNALIGNED, 16 + n * 32);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, n * 8, cell);
    }
  }
}
