package io.hypertile.zarr.check;

import io.hypertile.memory.MemoryShare;
import io.hypertile.store.Store;
import io.hypertile.zarr.cells.ZarrArrays;

/**
 * Checks Zarr hierarchies of a store, beside readers and writers. Damage is reported and ends
 * nothing; nothing is changed. Takes long where there are many objects. Thread-safe.
 */
public final class ZarrIntegrity {
  private final Store store;
  private final ArrayLook arrays;

  /**
   * Checks of a store.
   *
   * @param store must list
   * @param arrays of the same store
   * @param memory for cells, a chunk at a time
   */
  public ZarrIntegrity(Store store, ZarrArrays arrays, MemoryShare memory) {
    this.store = store;
    this.arrays = new ArrayLook(store, arrays, memory);
  }

  /**
   * Runs a check.
   *
   * @throws io.hypertile.store.StoreException if the store does not answer
   */
  public NodeReport check(NodeCheck request) {
    NodeFindings findings = new NodeFindings(request);
    new NodeWalk(store, arrays, findings).run(request.below());
    return findings.report();
  }
}
