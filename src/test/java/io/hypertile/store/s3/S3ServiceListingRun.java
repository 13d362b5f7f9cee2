package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;

/** The contract of lists against a service that runs already, as {@link S3ServiceRun}. */
class S3ServiceListingRun extends StoreListingContract {
  @Override
  protected Store create() {
    return S3TestStores.ofService();
  }
}
