package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.RemoteStore;

/** Makes stores in Google Cloud Storage. */
public final class GcsStores {
  private GcsStores() {}

  /**
   * A store, for which nothing is asked of the network yet.
   *
   * @param name its name in messages
   * @param writable whether it may be written
   */
  public static Store open(String name, GcsAddress address, GcsAccess access, boolean writable) {
    HttpCalls calls = new HttpCalls(name, access.patience());
    GcsRequests requests =
        new GcsRequests(address, access.endpoint(), new GcsTokens(access.identity(), calls));
    return new RemoteStore(name, new GcsObjects(requests, calls), writable);
  }
}
