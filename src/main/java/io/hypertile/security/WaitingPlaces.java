package io.hypertile.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Places for requests that wait for their turn, so many in all and of one client. Thread-safe. */
final class WaitingPlaces {
  private final Semaphore all;
  private final int ofClient;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  /**
   * Places, none of them taken.
   *
   * @param all those of all clients together
   * @param ofClient those of one client
   */
  WaitingPlaces(int all, int ofClient) {
    this.all = new Semaphore(all);
    this.ofClient = ofClient;
  }

  /** Takes a place for a client's request; false if there is none for it. */
  boolean tryTake(String client) {
    int count = taken.merge(client, 1, Integer::sum);
    if (count <= ofClient && all.tryAcquire()) {
      return true;
    }
    leave(client);
    return false;
  }

  /** Gives back a place that was taken for a client's request. */
  void giveBack(String client) {
    all.release();
    leave(client);
  }

  private void leave(String client) {
    taken.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
  }

  /** The number of clients with requests that wait. */
  int clients() {
    return taken.size();
  }
}
