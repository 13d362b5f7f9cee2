package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;

/**
 * The contract against a service that runs already, at the address in {@code hypertile.test.gcs}.
 * Started by name; see {@code src/test/interop/test_stores.py}.
 */
class GcsServiceRun extends StoreContract {
  @Override
  protected Store create() throws Exception {
    return GcsTestStores.ofService();
  }
}
