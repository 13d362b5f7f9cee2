package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.store.ObjectVersion;
import io.hypertile.zarr.GroupDocument;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset as it was found, with what a change of it begins from.
 *
 * @param group its document; empty where a hierarchy has none at its top
 * @param version of the document; empty if there is none
 * @param arrays versions of the documents of its arrays, in order
 */
record FoundDataset(
    Dataset dataset,
    Optional<GroupDocument> group,
    Optional<ObjectVersion> version,
    Map<ArrayName, ObjectVersion> arrays) {}
