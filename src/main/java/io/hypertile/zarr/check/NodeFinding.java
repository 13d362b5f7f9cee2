package io.hypertile.zarr.check;

import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;

/**
 * One thing that is wrong in a Zarr hierarchy.
 *
 * @param kind the kind of thing
 * @param node place of the array or group
 * @param object the object that shows it
 * @param detail one sentence for people
 */
public record NodeFinding(NodeFault kind, StorePrefix node, StoreKey object, String detail) {}
