package io.hypertile.dataset.across;

import io.hypertile.dataset.DatasetName;
import java.util.Optional;

/**
 * A dataset that is asked for an array.
 *
 * @param array empty if there is no such dataset, or it has no such array
 */
public record FoundMember(DatasetName dataset, Optional<FoundArray> array) {}
