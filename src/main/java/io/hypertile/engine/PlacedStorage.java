package io.hypertile.engine;

import io.hypertile.schema.Placement;

/**
 * A storage of collections: one of those that a server has, each for a placement.
 *
 * @param placement of the collections that it keeps
 * @param collections the collections
 * @param arrays their arrays
 * @param upkeep what looks after it
 */
public record PlacedStorage(
    Placement placement, CollectionStore collections, ArrayEngine arrays, StorageUpkeep upkeep) {}
