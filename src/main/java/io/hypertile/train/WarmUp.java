package io.hypertile.train;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what is stored through a server's own port, on several connections at once, so that what is
 * done once in a process has been done, and the JVM has compiled the first of it, before clients
 * come: lists, and small boxes of the first array of the first collections. A storage without
 * arrays is listed only.
 *
 * @param server the address it listens on
 * @param root path of the interface, such as {@code /api/v1}
 * @param header a line of the head that every request has
 */
public record WarmUp(InetSocketAddress server, String root, String header) {
  private static final int MOST_COLLECTIONS = 4;

  /** By then a trained server is as fast as some more of them would make it. */
  private static final int MOST_REQUESTS = 4000;

  /** Lists are answered as fast by then as they will be. */
  private static final int MOST_LISTS = 200;

  private static final int LEAST_CONNECTIONS = 4;
  private static final int MOST_CONNECTIONS = 16;

  /**
   * Duration from which on a read counts as one of large chunks; there is time for few of those.
   * The first reads of a process take as long whatever they read, so that the last target of a
   * connection stays.
   */
  private static final long LONG_NANOS = 100_000_000;

  /** Cells of a box along the first axes; one along all others. */
  private static final int[] EXTENTS = {24, 10, 10};

  /**
   * Sends requests until a deadline, or until 4,000 of them were answered, 200 where there are only
   * lists to ask for.
   *
   * @param deadline of {@link System#nanoTime()}
   * @return number of answered requests
   */
  public int until(long deadline) {
    List<String> targets = List.of(root + "/collections?limit=" + MOST_COLLECTIONS);
    try (WarmUpConnection connection = connect(deadline)) {
      targets = targets(connection, targets.getFirst());
    } catch (IOException | RuntimeException unreadable) {
      // Then lists, or what they are answered with, are all that is asked for.
    }
    List<String> asked = targets;
    int most = asked.size() == 1 ? MOST_LISTS : MOST_REQUESTS;
    AtomicInteger free = new AtomicInteger(most);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int processors = Runtime.getRuntime().availableProcessors();
      int connections = Math.clamp(4L * processors, LEAST_CONNECTIONS, MOST_CONNECTIONS);
      IntStream.range(0, connections)
          .forEach(first -> threads.submit(() -> ask(asked, first, free, deadline)));
    }
    return most - free.get();
  }

  private WarmUpConnection connect(long deadline) throws IOException {
    return WarmUpConnection.open(server, header, deadline);
  }

  private void ask(List<String> targets, int first, AtomicInteger free, long deadline) {
    List<String> left = new ArrayList<>(targets);
    try (WarmUpConnection connection = connect(deadline)) {
      for (int n = first; !left.isEmpty() && free.get() > 0; n++) {
        int at = n % left.size();
        long start = System.nanoTime();
        boolean good = connection.get(left.get(at)).isGood();
        free.decrementAndGet();
        boolean isLong = System.nanoTime() - start > LONG_NANOS && n > first + left.size();
        if (!good || isLong && left.size() > 1) {
          left.remove(at);
        }
      }
    } catch (IOException ended) {
      // The time is over, or the server has closed the connection: the others continue without it.
    }
  }

  private static List<String> targets(WarmUpConnection connection, String list) throws IOException {
    JsonMapper mapper = JsonMapper.shared();
    List<String> targets = new ArrayList<>();
    for (JsonNode collection : mapper.readTree(connection.get(list).body()).path("items")) {
      String arrays = collection.path("location").asString() + "/arrays";
      String slice = slice(collection.path("shape"));
      WarmUpConnection.Answer first = connection.get(arrays + "?limit=1");
      JsonNode array = mapper.readTree(first.body()).path("items").path(0).path("id");
      if (!slice.isEmpty() && array.isString()) {
        String cells = arrays + "/" + array.asString() + "/subset?slice=" + slice + "&format=";
        targets.addAll(List.of(cells + "npy", cells + "npy", cells + "npy", cells + "json"));
      }
    }
    if (targets.isEmpty()) {
      targets.add(list);
    }
    return targets;
  }

  /** A small box at the origin; empty where an axis has no positions. */
  private static String slice(JsonNode shape) {
    List<String> ranges = new ArrayList<>();
    for (JsonNode size : shape) {
      int axis = ranges.size();
      int most = axis < EXTENTS.length ? EXTENTS[axis] : 1;
      if (size.asInt() < 1) {
        return "";
      }
      ranges.add("0:" + Math.min(most, size.asInt()));
    }
    return String.join(",", ranges);
  }
}
