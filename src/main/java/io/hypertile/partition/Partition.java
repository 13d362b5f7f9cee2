package io.hypertile.partition;

import io.hypertile.array.Version;

/**
 * A partition as it was found.
 *
 * @param key its key, which is its place as well
 * @param rows positions of the axis
 * @param version changes with every change of the partition
 */
public record Partition(PartitionKey key, long rows, Version version) {}
