package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

  /** Prints milliseconds of each call, for both shapes of chunks. */
  public static void main(String[] arguments) throws Exception {
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
      calls.put("rewrite", benchmark::rewrite);
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
    times.forEach((call, all) -> {
      Arrays.sort(all);
      System.out.printf(
          Locale.ROOT,
          "%-6s %-18s least %8.1f  a tenth below %8.1f  median %8.1f ms%n",
          name,
          call,
          all[0],
          all[TURNS / 10],
          all[TURNS / 2]);
    });
  }
}
