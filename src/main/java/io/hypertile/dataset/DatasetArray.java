package io.hypertile.dataset;

import io.hypertile.array.Version;

/**
 * An array of a dataset as it was found.
 *
 * @param definition its declaration, with the shape and attributes it has now
 * @param statistics figures of its cells
 * @param version changes with every change of the array
 */
public record DatasetArray(
    ArrayDefinition definition, ArrayStatistics statistics, Version version) {}
