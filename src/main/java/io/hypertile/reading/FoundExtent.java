package io.hypertile.reading;

import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import java.util.Optional;

/**
 * The smallest box with all cells of an array that hold something.
 *
 * @param version the version that all cells had
 * @param box empty when no cell holds anything
 */
public record FoundExtent(Version version, Optional<Region> box) {}
