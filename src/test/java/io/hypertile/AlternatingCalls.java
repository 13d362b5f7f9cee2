package io.hypertile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Calls made in turns, so that other work on the machine slows a figure and its floor alike. Prints
 * the least and the median of each, and ratios. For one thread.
 */
public final class AlternatingCalls {
  private final int warmUp;
  private final int turns;
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private final Map<String, double[]> times = new LinkedHashMap<>();

  /** What is measured. */
  @FunctionalInterface
  public interface Call {
    /** Does it once. */
    void run() throws Exception;
  }

  /**
   * No calls yet.
   *
   * @param warmUp turns that are not counted
   * @param turns those that are; the system property {@code turns} overrules it
   */
  public AlternatingCalls(int warmUp, int turns) {
    this.warmUp = warmUp;
    this.turns = Integer.getInteger("turns", turns);
  }

  /** Adds a call. */
  public AlternatingCalls add(String name, Call call) {
    calls.put(name, call);
    times.put(name, new double[turns]);
    return this;
  }

  /** Makes all calls, turn by turn. */
  public AlternatingCalls run() throws Exception {
    for (int turn = -warmUp; turn < turns; turn++) {
      for (Map.Entry<String, Call> call : calls.entrySet()) {
        long start = System.nanoTime();
        call.getValue().run();
        double taken = (System.nanoTime() - start) / 1e6;
        if (turn >= 0) {
          times.get(call.getKey())[turn] = taken;
        }
      }
    }
    return this;
  }

  /** Milliseconds of the fastest call. */
  public double least(String name) {
    return sorted(times.get(name))[0];
  }

  /** Milliseconds of the call in the middle. */
  public double median(String name) {
    return sorted(times.get(name))[turns / 2];
  }

  /** The middle one of the ratios of one call to another of the same turn. */
  public double ratioInTurn(String name, String floor) {
    double[] figure = times.get(name);
    double[] below = times.get(floor);
    double[] ratios = new double[turns];
    Arrays.setAll(ratios, turn -> figure[turn] / below[turn]);
    return sorted(ratios)[turns / 2];
  }

  /** Prints milliseconds of a call. */
  public void print(String name) {
    System.out.printf(
        Locale.ROOT, "%-34s least %9.3f  median %9.3f ms%n", name, least(name), median(name));
  }

  /** Prints milliseconds of a call, and its ratio to another. */
  public void print(String name, String floor) {
    System.out.printf(
        Locale.ROOT,
        "%-34s least %9.3f  median %9.3f ms   of %s: least %5.2f  median %5.2f  in turn %5.2f%n",
        name,
        least(name),
        median(name),
        floor,
        least(name) / least(floor),
        median(name) / median(floor),
        ratioInTurn(name, floor));
  }

  private static double[] sorted(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
