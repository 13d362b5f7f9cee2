package io.hypertile.zarr.cells;

import io.hypertile.AlternatingCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reading and writing arrays of Zarr, in turns with the codec alone and with bare files, and with
 * zarr-python and TensorStore when the environment variable {@code ZARR_PYTHON} names a Python that
 * has them. Runs in a process of its own with {@code -Xmx256m}. The system property {@code root}
 * names a directory on the disk to measure.
 */
public final class ZarrBenchmark {
  private static final int READERS = 16;
  private static final String MEASURE = "measure";
  private static final List<String> ARRAYS = List.of("plain", "chunked", "sharded");

  private ZarrBenchmark() {}

  /** Prints the figures; the first argument is for its own use, others are options of Java. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || !arguments[0].equals(MEASURE)) {
      start(List.of(arguments));
      return;
    }
    engine();
    atOnce();
    peers();
  }

  private static void start(List<String> options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    for (String property : List.of("root", "turns", "hypertile.basedir")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), ZarrBenchmark.class.getName(), MEASURE));
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** 50 MB. */
  private static void engine() throws Exception {
    try (BenchmarkLake lake = new BenchmarkLake(32)) {
      for (String name : ARRAYS) {
        lake.read(name);
        lake.requireRead();
      }
      AlternatingCalls reads =
          new AlternatingCalls(30, 100)
              .add("pread", lake::readFiles)
              .add("read plain", () -> lake.read("plain"))
              .add("decode", lake::decodeAlone)
              .add("read chunked", () -> lake.read("chunked"))
              .add("read sharded", () -> lake.read("sharded"))
              .run();
      System.out.println("50 MB");
      reads.print("pread");
      reads.print("read plain", "pread");
      reads.print("decode");
      reads.print("read chunked", "decode");
      reads.print("read sharded", "decode");
      AlternatingCalls writes =
          new AlternatingCalls(4, 25)
              .add("encode, 32 files unforced", () -> lake.encodeAndLeave(1))
              .add("encode, then 32 files", () -> lake.encodeAndForce(1))
              .add("write chunked", () -> lake.write("chunked"))
              .add("encode, then 2 files", () -> lake.encodeAndForce(16))
              .add("write sharded", () -> lake.write("sharded"))
              .run();
      writes.print("encode, 32 files unforced");
      writes.print("encode, then 32 files", "encode, 32 files unforced");
      writes.print("write chunked", "encode, then 32 files");
      writes.print("encode, then 2 files");
      writes.print("write sharded", "encode, then 2 files");
    }
  }

  /** Sixteen readers of 100 MB each. */
  private static void atOnce() throws Exception {
    try (BenchmarkLake lake = new BenchmarkLake(64);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String name : ARRAYS) {
        long start = System.nanoTime();
        List<Future<?>> reads = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
          reads.add(readers.submit(() -> lake.readInSlabs(name)));
        }
        for (Future<?> read : reads) {
          read.get();
        }
        System.out.printf(
            Locale.ROOT,
            "%d x 100 MB at once, %s: %.0f ms, heap of at most %d MiB%n",
            READERS,
            name,
            (System.nanoTime() - start) / 1e6,
            Runtime.getRuntime().maxMemory() >> 20);
      }
    }
  }

  /** 100 MB. */
  private static void peers() throws Exception {
    String python = System.getenv("ZARR_PYTHON");
    if (python == null) {
      System.out.println("ZARR_PYTHON names no Python, so the peers are missing");
      return;
    }
    try (BenchmarkLake lake = new BenchmarkLake(64);
        PythonPeer peer = new PythonPeer(python, lake.folder())) {
      System.out.println("100 MB");
      for (String name : ARRAYS) {
        compare(new AlternatingCalls(5, 15), "read " + name, () -> lake.read(name), peer);
      }
      for (String name : ARRAYS) {
        compare(new AlternatingCalls(2, 8), "write " + name, () -> lake.write(name), peer);
      }
    }
  }

  private static void compare(
      AlternatingCalls turns, String call, AlternatingCalls.Call ours, PythonPeer peer)
      throws Exception {
    turns.add(call, ours);
    for (String program : List.of("zarr", "tensorstore")) {
      turns.add(program + " " + call, () -> peer.order(program + " " + call));
    }
    turns.run();
    turns.print(call);
    turns.print("zarr " + call, call);
    turns.print("tensorstore " + call, call);
  }
}
