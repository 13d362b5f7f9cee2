package io.hypertile.zarr.engine;

import io.hypertile.schema.Placement;
import io.hypertile.store.Store;
import io.hypertile.zarr.cells.ZarrArrays;

/**
 * Parts of a storage that its collections and its arrays share.
 *
 * @param placement of the collections
 */
record Parts(
    Placement placement,
    ZarrLayout layout,
    Store store,
    ZarrArrays arrays,
    ArrayRegister register,
    NodeLocks locks) {}
