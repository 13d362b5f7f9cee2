package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The calls of {@link DeflateBenchmark} in turns, for machines with other work: what slows one down
 * slows its floor down too. JMH measures them one after the other, minutes apart.
 */
public final class AlternatingBenchmark {
  private static final int TURNS = Integer.getInteger("turns", 60);
  private static final int WARM_UP = 10;

  private AlternatingBenchmark() {}

  /** What is measured. */
  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  /**
   * Prints milliseconds of each call and its ratio to its floors, for both shapes of chunks.
   *
   * @param arguments beginnings of the names of calls to make; all of them when there are none
   */
  public static void main(String[] arguments) throws Exception {
    List<String> wanted = List.of(arguments);
    for (Map.Entry<String, Shape> chunking :
        Map.of("boxes", BenchmarkArrays.BOXES, "steps", BenchmarkArrays.STEPS).entrySet()) {
      DeflateBenchmark benchmark = new DeflateBenchmark();
      benchmark.write(chunking.getValue());
      Map<String, Call> calls = new LinkedHashMap<>();
      calls.put("inflateOneThread", benchmark::inflateOneThread);
      calls.put("inflateAllCores", benchmark::inflateAllCores);
      calls.put("read", benchmark::read);
      calls.put("deflateOneThread", benchmark::deflateOneThread);
      calls.put("deflateAllCores", benchmark::deflateAllCores);
      calls.put("force", benchmark::force);
      calls.put("deflateAllCoresThenForce", benchmark::deflateAllCoresThenForce);
      calls.put("rewrite", benchmark::rewrite);
      if (!wanted.isEmpty()) {
        calls.keySet().removeIf(call -> wanted.stream().noneMatch(call::startsWith));
      }
      measure(chunking.getKey(), calls);
      benchmark.remove();
    }
  }

  private static void measure(String name, Map<String, Call> calls) throws Exception {
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int turn = -WARM_UP; turn < TURNS; turn++) {
      for (Map.Entry<String, Call> call : calls.entrySet()) {
        long start = System.nanoTime();
        call.getValue().run();
        double time = (System.nanoTime() - start) / 1e6;
        double[] all = times.computeIfAbsent(call.getKey(), key -> new double[TURNS]);
        if (turn >= 0) {
          all[turn] = time;
        }
      }
    }
    times.forEach((call, all) -> print(name, call, all));
    ratio(name, times, "read", "inflateAllCores");
    ratio(name, times, "rewrite", "deflateAllCores");
    ratio(name, times, "rewrite", "deflateAllCoresThenForce");
  }

  private static void print(String name, String call, double[] all) {
    double[] sorted = sorted(all);
    System.out.printf(
        Locale.ROOT,
        "%-6s %-26s least %8.1f  a tenth below %8.1f  median %8.1f ms%n",
        name,
        call,
        sorted[0],
        sorted[TURNS / 10],
        sorted[TURNS / 2]);
  }

  private static double[] sorted(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Prints the ratios of the sorted times, and the median of the ratios within each turn. */
  private static void ratio(
      String name, Map<String, double[]> times, String call, String floorCall) {
    double[] figure = times.get(call);
    double[] floor = times.get(floorCall);
    if (figure == null || floor == null) {
      return;
    }
    double[] inTurn = new double[TURNS];
    Arrays.setAll(inTurn, turn -> figure[turn] / floor[turn]);
    System.out.printf(
        Locale.ROOT,
        "%-6s %-40s least %5.2f  a tenth below %5.2f  median %5.2f  within turns %5.2f%n",
        name,
        call + " / " + floorCall,
        sorted(figure)[0] / sorted(floor)[0],
        sorted(figure)[TURNS / 10] / sorted(floor)[TURNS / 10],
        sorted(figure)[TURNS / 2] / sorted(floor)[TURNS / 2],
        sorted(inTurn)[TURNS / 2]);
  }
}
