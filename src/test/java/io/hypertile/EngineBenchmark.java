package io.hypertile;

import io.hypertile.deker.store.ContiguousBenchmark;
import io.hypertile.deker.store.DeflateBenchmark;
import io.hypertile.deker.store.SmallReadBenchmark;
import io.hypertile.ndarray.RegionCopyBenchmark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the benchmarks of the engine and prints each figure beside its floor of the same run. The
 * whole is repeated and the best taken of each, as other work on the machine only ever makes
 * figures worse.
 */
public final class EngineBenchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /**
   * A figure: the fastest call and the lowest median of all rounds, and the worst 99th percentile.
   */
  private record Figure(double least, double median, double late) {
    static Figure of(Statistics statistics) {
      return new Figure(
          statistics.getMin(), statistics.getPercentile(50), statistics.getPercentile(99));
    }

    Figure best(Figure other) {
      return new Figure(
          Math.min(least, other.least), Math.min(median, other.median), Math.max(late, other.late));
    }
  }

  private final Map<String, Figure> figures = new LinkedHashMap<>();

  private EngineBenchmark() {}

  /**
   * Runs them.
   *
   * @param arguments parts of the names of benchmark classes to run; all of them when there are
   *     none
   */
  public static void main(String[] arguments) throws RunnerException {
    EngineBenchmark benchmark = new EngineBenchmark();
    for (int round = 0; round < ROUNDS; round++) {
      benchmark.run(List.of(arguments));
    }
    benchmark.print();
  }

  private void run(List<String> parts) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .verbosity(VerboseMode.SILENT)
            .jvmArgsAppend("--enable-native-access=ALL-UNNAMED");
    for (Class<?> type :
        List.of(
            RegionCopyBenchmark.class,
            ContiguousBenchmark.class,
            DeflateBenchmark.class,
            SmallReadBenchmark.class)) {
      if (parts.isEmpty() || parts.stream().anyMatch(type.getSimpleName()::contains)) {
        options.include(type.getName() + "\\.");
      }
    }
    for (RunResult result : new Runner(options.build()).run()) {
      String name = result.getParams().getBenchmark();
      StringBuilder key =
          new StringBuilder(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
      for (String parameter : result.getParams().getParamsKeys()) {
        key.append(' ').append(result.getParams().getParam(parameter));
      }
      Figure figure = Figure.of(result.getPrimaryResult().getStatistics());
      figures.merge(key.toString(), figure, Figure::best);
    }
  }

  private void print() {
    System.out.printf("%n%-44s %12s %12s %12s%n", "microseconds", "least", "median", "p99");
    figures.forEach((name, figure) ->
        System.out.printf(
            Locale.ROOT,
            "%-44s %12.1f %12.1f %12.1f%n",
            name,
            figure.least(),
            figure.median(),
            figure.late()));
    System.out.printf("%n%-60s %8s %8s%n", "ratio of a figure to its floor", "least", "median");
    for (int run : new int[] {1, 4, 8, 16, 32, 64, 1280}) {
      ratio("RegionCopyBenchmark.copyBox " + run, "RegionCopyBenchmark.copyPlain " + run, 1);
    }
    ratio("ContiguousBenchmark.fullRead", "ContiguousBenchmark.fullPread", 1);
    ratio("ContiguousBenchmark.windowRead", "ContiguousBenchmark.windowMapped", 1);
    ratio("ContiguousBenchmark.windowReadWhenOpen", "ContiguousBenchmark.windowMapped", 1);
    ratio("ContiguousBenchmark.stridedRead", "ContiguousBenchmark.stridedMapped", 1);
    for (String chunking : List.of(" boxes", " steps")) {
      String floor = "DeflateBenchmark.inflate";
      ratio("DeflateBenchmark.read" + chunking, floor + "OneThread" + chunking, CORES);
      ratio("DeflateBenchmark.read" + chunking, floor + "AllCores" + chunking, 1);
      floor = "DeflateBenchmark.deflate";
      ratio("DeflateBenchmark.rewrite" + chunking, floor + "OneThread" + chunking, CORES);
      ratio("DeflateBenchmark.rewrite" + chunking, floor + "AllCores" + chunking, 1);
    }
  }

  private void ratio(String name, String floorName, int cores) {
    Optional<Figure> figure = Optional.ofNullable(figures.get(name));
    Optional<Figure> floor = Optional.ofNullable(figures.get(floorName));
    if (figure.isEmpty() || floor.isEmpty()) {
      return;
    }
    String against = name + " / " + floorName.substring(floorName.indexOf('.') + 1);
    System.out.printf(
        Locale.ROOT,
        "%-70s %8.2f %8.2f%n",
        cores == 1 ? against : against + " x cores",
        figure.get().least() * cores / floor.get().least(),
        figure.get().median() * cores / floor.get().median());
  }
}
