package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;

/**
 * The contract against a service that runs already, at the address in {@code hypertile.test.azure}.
 * Started by name; see {@code src/test/interop/test_stores.py}.
 */
class AzureServiceRun extends StoreContract {
  @Override
  protected Store create() throws Exception {
    return AzureTestStores.ofService();
  }
}
