package io.hypertile.store.http;

import io.hypertile.store.Store;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.RemoteStore;
import java.time.Duration;

/** Makes stores over HTTP. */
public final class HttpStores {
  private HttpStores() {}

  /**
   * A store, for which nothing is asked of the network yet.
   *
   * @param name its name in messages
   * @param patience longest wait for a connection and for each next byte of an answer
   */
  public static Store open(String name, HttpAddress address, Duration patience) {
    return new RemoteStore(name, new HttpObjects(address, new HttpCalls(name, patience)), false);
  }
}
