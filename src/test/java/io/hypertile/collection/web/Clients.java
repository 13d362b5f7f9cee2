package io.hypertile.collection.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Several clients of one server at a time, so that none waits for what it need not wait for. */
final class Clients {
  static final int COUNT = 4;

  private Clients() {}

  /** What a client does with what it was dealt. */
  interface Work<T> {
    /** Does it; what it throws fails the test. */
    void on(List<T> hand) throws Exception;
  }

  /** Deals the items out in turn and lets each client work on its own, until all are done. */
  static <T> void share(Collection<T> items, Work<T> work) throws Exception {
    List<List<T>> hands = new ArrayList<>();
    IntStream.range(0, COUNT).forEach(client -> hands.add(new ArrayList<>()));
    int next = 0;
    for (T item : items) {
      hands.get(next++ % COUNT).add(item);
    }
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(COUNT)) {
      for (List<T> hand : hands) {
        clients.add(
            threads.submit(() -> {
              work.on(hand);
              return null;
            }));
      }
    }
    for (Future<?> client : clients) {
      client.get();
    }
  }
}
