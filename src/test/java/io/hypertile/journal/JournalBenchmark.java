package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.RealDisk;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Time of a commit against writing and forcing in place, which is not atomic. Run the main method
 * with the test class path; {@code -Dbench.root} names a directory on the disk to measure.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx128m", "--enable-native-access=ALL-UNNAMED"})
public class JournalBenchmark {
  private static final Shape STEPS = Shape.of(24, 181, 360, 4);

  /** One of 24 steps: 2 MB that lie together. */
  private static final Region STEP =
      Region.of(new long[] {5, 0, 0, 0}, new long[] {6, 181, 360, 4});

  /** 240 runs of 1,280 bytes: 307 KB. */
  private static final Region WINDOW =
      Region.of(new long[] {3, 20, 30, 0}, new long[] {9, 60, 70, 4});

  /** A root with a file for each thread. */
  @State(Scope.Benchmark)
  public static class Root {
    private final AtomicInteger files = new AtomicInteger();
    private Path directory = Path.of(System.getProperty("bench.root", "target"));
    private Journal journal;

    @Setup(Level.Trial)
    public void open() throws IOException {
      directory = Files.createTempDirectory(directory, "bench");
      journal = Journal.open(directory, JournalSettings.standard());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      JournalStatistics statistics = journal.statistics();
      if (statistics.records() > 0) {
        System.out.println(statistics.toString());
      }
      journal.close();
      Trash.removeContents(directory);
      Files.delete(directory);
    }
  }

  /** A thread's file of 50 MB and the bytes it writes. */
  @State(Scope.Thread)
  public static class Target {
    private RootPath path;
    private FileChannel file;
    private MemorySegment bytes;

    @Setup(Level.Trial)
    public void make(Root root) throws IOException {
      path = new RootPath("f" + root.files.getAndIncrement());
      bytes = Arena.global().allocate(8L * 181 * 360 * 4).fill((byte) 3);
      file =
          FileChannel.open(
              path.resolve(root.directory),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      for (int step = 0; step < 24; step++) {
        file.write(bytes.asByteBuffer(), step * bytes.byteSize());
      }
      file.force(true);
    }

    private Transaction box(Region region) {
      MemorySegment cells = bytes.asSlice(0, region.cells() * 8);
      return Transaction.of(
          new Change.WriteBox(path, new Change.BoxTarget(0, STEPS, region, 8), Payload.of(cells)));
    }

    private void rawBox(Region region) throws IOException {
      ByteBuffer cells = bytes.asByteBuffer();
      RegionCopy.forEachRun(
          STEPS,
          region,
          (array, cell, count) -> {
            cells.limit((int) (cell + count) * 8).position((int) cell * 8);
            file.write(cells, array * 8);
          });
      file.force(false);
    }
  }

  @Benchmark
  @Threads(1)
  public void patch4kBy1(Root root, Target target) {
    root.journal.commit(
        Transaction.of(new Change.WriteBytes(target.path, 8192, target.bytes.asSlice(0, 4096))));
  }

  @Benchmark
  @Threads(8)
  public void patch4kBy8(Root root, Target target) {
    patch4kBy1(root, target);
  }

  @Benchmark
  @Threads(1)
  public void patch4kBy1Raw(Root root, Target target) throws IOException {
    target.file.write(target.bytes.asSlice(0, 4096).asByteBuffer(), 8192);
    target.file.force(false);
  }

  @Benchmark
  @Threads(8)
  public void patch4kBy8Raw(Root root, Target target) throws IOException {
    patch4kBy1Raw(root, target);
  }

  @Benchmark
  @Threads(1)
  public void step2MB(Root root, Target target) {
    root.journal.commit(target.box(STEP));
  }

  @Benchmark
  @Threads(8)
  public void step2MBBy8(Root root, Target target) {
    root.journal.commit(target.box(STEP));
  }

  @Benchmark
  @Threads(1)
  public void step2MBStaged(Root root, Target target) {
    try (Staging staging = root.journal.stage()) {
      staging.append(target.bytes);
      root.journal.commit(
          Transaction.of(
              new Change.WriteBox(
                  target.path, new Change.BoxTarget(0, STEPS, STEP, 8), staging.payload())));
    }
  }

  @Benchmark
  @Threads(1)
  public void step2MBRaw(Root root, Target target) throws IOException {
    target.rawBox(STEP);
  }

  @Benchmark
  @Threads(1)
  public void window307k(Root root, Target target) {
    root.journal.commit(target.box(WINDOW));
  }

  @Benchmark
  @Threads(1)
  public void window307kRaw(Root root, Target target) throws IOException {
    target.rawBox(WINDOW);
  }

  /** 1.5 million runs of 8 bytes, in a file of 48 MB: gathered, one by one, and mapped. */
  @Benchmark
  @Threads(1)
  public void runsGathered(Root root, Target target) throws IOException {
    Region column = Region.of(new long[] {0, 0, 0, 1}, new long[] {24, 181, 360, 2});
    try (DiskFile file =
            new RealDisk().open(target.path.resolve(root.directory), Disk.Access.UPDATE);
        Buffers.Pair buffers = BUFFERS.takePair()) {
      Payload cells = Payload.of(MANY);
      BoxWriter.write(
          file,
          new Change.WriteBox(target.path, new Change.BoxTarget(0, STEPS, column, 8), cells),
          buffers);
    }
  }

  @Benchmark
  @Threads(1)
  public void runsMapped(Root root, Target target) throws IOException {
    Region column = Region.of(new long[] {0, 0, 0, 1}, new long[] {24, 181, 360, 2});
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map =
          target.file.map(FileChannel.MapMode.READ_WRITE, 0, STEPS.cells() * 8, arena);
      RegionCopy.forEachRun(
          STEPS,
          column,
          (array, cell, count) -> MemorySegment.copy(MANY, cell * 8, map, array * 8, count * 8));
    }
  }

  @Benchmark
  @Threads(1)
  public void runsOneByOne(Root root, Target target) throws IOException {
    Region column = Region.of(new long[] {0, 0, 0, 1}, new long[] {24, 181, 360, 2});
    ByteBuffer cells = MANY.asByteBuffer();
    RegionCopy.forEachRun(
        STEPS,
        column,
        (array, cell, count) -> {
          cells.limit((int) (cell + count) * 8).position((int) cell * 8);
          target.file.write(cells, array * 8);
        });
  }

  private static final Buffers BUFFERS = new Buffers(MemoryBudget.only(MemoryUse.LOG, 16 << 20));
  private static final MemorySegment MANY =
      Arena.global().allocate(ValueLayout.JAVA_LONG, 24 * 181 * 360);

  /** Runs all, or those that match the arguments. */
  public static void main(String[] args) throws Exception {
    OptionsBuilder options = new OptionsBuilder();
    for (String name : args.length == 0 ? new String[] {"JournalBenchmark"} : args) {
      options.include(name);
    }
    new Runner(options.build()).run();
  }
}
