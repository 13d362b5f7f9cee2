package io.hypertile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Times the start of the packaged jar and its first seconds under load: as it is, trained ({@code
 * --hypertile.train}), and as it is once more, which tells what differences mean nothing. The three
 * take turns. A server with a heap of 256 MB starts on a storage with an array of 100 MB; once it
 * is ready, after reads of its own, 16 connections read boxes of it. Client and server share the
 * machine.
 */
public final class FirstSecondsBenchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int PARALLEL = 16;
  private static final int FIRST = 1000;
  private static final Duration FIRST_SECONDS = Duration.ofSeconds(8);
  private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

  /**
   * What one start gave.
   *
   * @param alive seconds from the command to the first good answer about liveness
   * @param ready seconds from the command to the first good answer about health as a whole
   * @param processor seconds of processor time that the server had used by then
   * @param perSecond boxes per second in the first seconds
   * @param late 99th percentile of the first thousand, in milliseconds
   */
  private record Figures(
      double alive, double ready, double processor, double perSecond, double late) {}

  private FirstSecondsBenchmark() {}

  /**
   * Runs it.
   *
   * @param arguments the jar, which is trained where it is unless the second is {@code trained}
   */
  public static void main(String[] arguments) throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("first")) {
      Path work = directory.path();
      Path root = Files.createDirectory(work.resolve("root"));
      Path trained = Path.of(arguments[0]).toAbsolutePath();
      Path plain = Files.copy(trained, work.resolve("plain.jar"));
      if (arguments.length < 2 || !arguments[1].equals("trained")) {
        train(trained);
      }
      ByteBuffer box = fill(work, root, plain);
      List<String> names = List.of("as it is", "trained", "as it is, again");
      List<Path> jars = List.of(plain, trained, plain);
      List<List<Figures>> all = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int round = 0; round < ROUNDS; round++) {
        for (int n = 0; n < jars.size(); n++) {
          all.get(n).add(measure(jars.get(n), root, box));
        }
      }
      for (int n = 0; n < jars.size(); n++) {
        print(names.get(n), all.get(n));
      }
      summarise(all.get(1), all.get(0), all.get(2));
    }
  }

  /** Three figures of the trained jar; the second beside both series of the jar as it is. */
  private static void summarise(List<Figures> trained, List<Figures> plain, List<Figures> again) {
    double perSecond = median(trained, Figures::perSecond);
    System.out.printf(
        Locale.ROOT,
        "Trained: alive after %.2f s (goal: 2.5), ready after %.2f s; %.2f and %.2f times the boxes"
            + " of the jar as it is in the first %d s (goal: 2.5); 99th percentile of the first %d on %d connections"
            + " %.0f ms (goal: 50)%n",
        median(trained, Figures::alive),
        median(trained, Figures::ready),
        perSecond / median(plain, Figures::perSecond),
        perSecond / median(again, Figures::perSecond),
        FIRST_SECONDS.toSeconds(),
        FIRST,
        PARALLEL,
        median(trained, Figures::late));
  }

  private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
    double[] values = figures.stream().mapToDouble(of).sorted().toArray();
    return values[values.length / 2];
  }

  private static void train(Path jar) throws IOException, InterruptedException {
    Process training =
        new ProcessBuilder(ServerProcess.java(), "-jar", jar.toString(), "--hypertile.train")
            .inheritIO()
            .start();
    if (training.waitFor() != 0) {
      throw new IOException("the training failed");
    }
  }

  /** Makes the array; the address of a box of it. */
  private static ByteBuffer fill(Path work, Path root, Path jar) throws Exception {
    try (ServerProcess server = ServerProcess.startJar(jar, root, OPTIONS)) {
      Path files = Files.createDirectory(work.resolve("files"));
      return HttpBenchmarkData.create(server, files).box();
    }
  }

  private static Figures measure(Path jar, Path root, ByteBuffer box) throws Exception {
    long start = System.nanoTime();
    try (ServerProcess server = ServerProcess.startJar(jar, root, OPTIONS)) {
      double ready = (System.nanoTime() - start) / 1e9;
      double processor =
          server.process().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
      WireLoad.Outcome outcome = new WireLoad(server.port(), box, PARALLEL).run(FIRST_SECONDS);
      double alive = server.alive().toNanos() / 1e9;
      double late = outcome.lateOfFirst(FIRST) / 1e6;
      return new Figures(alive, ready, processor, outcome.perSecond(), late);
    }
  }

  private static void print(String name, List<Figures> figures) {
    System.out.printf(
        Locale.ROOT,
        "%-16s alive %s s, ready %s s (processor %s s); first %d s: %s boxes/s; 99th percentile of the first %d: %s ms%n",
        name,
        spread("%.2f", figures.stream().mapToDouble(Figures::alive).toArray()),
        spread("%.2f", figures.stream().mapToDouble(Figures::ready).toArray()),
        spread("%.2f", figures.stream().mapToDouble(Figures::processor).toArray()),
        FIRST_SECONDS.toSeconds(),
        spread("%.0f", figures.stream().mapToDouble(Figures::perSecond).toArray()),
        FIRST,
        spread("%.1f", figures.stream().mapToDouble(Figures::late).toArray()));
  }

  /** Median, smallest and largest. */
  private static String spread(String format, double[] values) {
    Arrays.sort(values);
    String form = format + " (" + format + " to " + format + ")";
    return form.formatted(values[values.length / 2], values[0], values[values.length - 1]);
  }
}
