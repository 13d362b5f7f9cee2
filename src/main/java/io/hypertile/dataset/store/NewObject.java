package io.hypertile.dataset.store;

import org.jspecify.annotations.Nullable;

/**
 * An object that a commit puts.
 *
 * @param draft changes of its dataset
 * @param key of its item
 * @param note kept beside it; null if there is none
 */
record NewObject(
    DatasetDraft draft, ObjectName name, byte[] key, StagedBytes bytes, byte @Nullable [] note) {}
