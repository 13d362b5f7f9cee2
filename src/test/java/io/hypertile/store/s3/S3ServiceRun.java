package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;

/**
 * The contract against a service that runs already, at the address in {@code hypertile.test.s3}.
 * Started by name; see {@code src/test/interop/test_stores.py}.
 */
class S3ServiceRun extends StoreContract {
  @Override
  protected Store create() {
    return S3TestStores.ofService();
  }
}
