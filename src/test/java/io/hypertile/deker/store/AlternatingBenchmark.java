package io.hypertile.deker.store;

import com.sun.management.OperatingSystemMXBean;
import io.hypertile.ndarray.Shape;
import java.lang.management.ManagementFactory;
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
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

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
      calls.put("inflateIntoPlace", benchmark::inflateIntoPlace);
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

  /** Milliseconds of each turn: by the clock, and of all processors together. */
  private record Times(double[] wall, double[] processors) {
    Times() {
      this(new double[TURNS], new double[TURNS]);
    }
  }

  private static void measure(String name, Map<String, Call> calls) throws Exception {
    Map<String, Times> times = new LinkedHashMap<>();
    for (int turn = -WARM_UP; turn < TURNS; turn++) {
      for (Map.Entry<String, Call> call : calls.entrySet()) {
        long processors = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        call.getValue().run();
        double wall = (System.nanoTime() - start) / 1e6;
        Times all = times.computeIfAbsent(call.getKey(), key -> new Times());
        if (turn >= 0) {
          all.wall()[turn] = wall;
          all.processors()[turn] = (PROCESS.getProcessCpuTime() - processors) / 1e6;
        }
      }
    }
    times.forEach((call, all) -> print(name, call, all));
    ratio(name, times, "read", "inflateAllCores");
    ratio(name, times, "read", "inflateIntoPlace");
    ratio(name, times, "rewrite", "deflateAllCores");
    ratio(name, times, "rewrite", "deflateAllCoresThenForce");
  }

  private static void print(String name, String call, Times all) {
    double[] wall = sorted(all.wall());
    System.out.printf(
        Locale.ROOT,
        "%-6s %-26s least %7.1f  tenth %7.1f  median %7.1f  processor time, median %7.1f ms%n",
        name,
        call,
        wall[0],
        wall[TURNS / 10],
        wall[TURNS / 2],
        sorted(all.processors())[TURNS / 2]);
  }

  private static double[] sorted(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Prints the ratios of the sorted times, and the median of the ratios within each turn. */
  private static void ratio(String name, Map<String, Times> times, String call, String floorCall) {
    if (!times.containsKey(call) || !times.containsKey(floorCall)) {
      return;
    }
    Times figure = times.get(call);
    Times floor = times.get(floorCall);
    double[] inTurn = new double[TURNS];
    Arrays.setAll(inTurn, turn -> figure.wall()[turn] / floor.wall()[turn]);
    System.out.printf(
        Locale.ROOT,
        "%-6s %-34s least %5.2f  tenth %5.2f  median %5.2f  in turn %5.2f  processor time %5.2f%n",
        name,
        call + " / " + floorCall,
        sorted(figure.wall())[0] / sorted(floor.wall())[0],
        sorted(figure.wall())[TURNS / 10] / sorted(floor.wall())[TURNS / 10],
        sorted(figure.wall())[TURNS / 2] / sorted(floor.wall())[TURNS / 2],
        sorted(inTurn)[TURNS / 2],
        sorted(figure.processors())[TURNS / 2] / sorted(floor.processors())[TURNS / 2]);
  }
}
