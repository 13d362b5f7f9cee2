package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.RemoteStore;

/** Makes stores in Azure Blob Storage. */
public final class AzureStores {
  private AzureStores() {}

  /**
   * A store, for which nothing is asked of the network yet.
   *
   * @param name its name in messages
   * @param writable whether it may be written
   */
  public static Store open(
      String name, AzureAddress address, AzureAccess access, boolean writable) {
    HttpCalls calls = new HttpCalls(name, access.patience());
    AzureRequests requests =
        new AzureRequests(address, access.service(address.account()), access.identity());
    return new RemoteStore(name, new AzureObjects(requests, calls), writable);
  }
}
