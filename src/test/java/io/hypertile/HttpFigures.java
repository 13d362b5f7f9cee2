package io.hypertile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times by name, collected in rounds, and printed with the ratio of each to its floor. Other work
 * on the machine only ever makes times longer, so the least and the lowest median of all rounds
 * stand beside the median of everything.
 */
final class HttpFigures {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<String, List<long[]>> rounds = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Something that takes time. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /** Times some calls as one round of a figure. */
  void time(String name, int calls, Call call) throws Exception {
    long[] times = new long[calls];
    for (int n = 0; n < calls; n++) {
      long start = System.nanoTime();
      call.run();
      times[n] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(times);
  }

  /** Adds a line that is printed after the figures. */
  void note(String format, Object... values) {
    notes.add(String.format(Locale.ROOT, format, values));
  }

  private record Summary(double least, double bestMedian, double median) {
    static Summary of(List<long[]> rounds) {
      long[] all = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      long best = rounds.stream().mapToLong(times -> times[times.length / 2]).min().orElseThrow();
      return new Summary(
          all[0] / NANOS_PER_MILLI, best / NANOS_PER_MILLI, all[all.length / 2] / NANOS_PER_MILLI);
    }
  }

  /**
   * Prints all of them.
   *
   * @param floors the name of the floor of a figure
   */
  void print(Map<String, String> floors) {
    System.out.printf(
        "%n%-42s %10s %12s %10s   %s%n",
        "milliseconds", "least", "best median", "median", "ratios to the floor");
    rounds.forEach((name, times) -> {
      Summary figure = Summary.of(times);
      System.out.printf(
          Locale.ROOT,
          "%-42s %10.3f %12.3f %10.3f   %s%n",
          name,
          figure.least,
          figure.bestMedian,
          figure.median,
          ratios(figure, floors.get(name)));
    });
    notes.forEach(System.out::println);
  }

  private String ratios(Summary figure, String floorName) {
    if (floorName == null || !rounds.containsKey(floorName)) {
      return "";
    }
    Summary floor = Summary.of(rounds.get(floorName));
    return String.format(
        Locale.ROOT,
        "%.2f %.2f %.2f of %s",
        figure.least / floor.least,
        figure.bestMedian / floor.bestMedian,
        figure.median / floor.median,
        floorName);
  }
}
