package io.hypertile.dataset.engine;

import io.hypertile.store.SharedRevisions;
import io.hypertile.zarr.cells.ZarrArrays;

/**
 * Parts of a collection that its states and its changes share.
 *
 * @param revisions states of the collection's place
 * @param arrays the arrays of that place
 */
record DatasetParts(
    SharedRevisions revisions,
    ZarrArrays arrays,
    DatasetPlaces places,
    DatasetNames names,
    DatasetReading reading,
    ArrayChanges changes,
    DefinitionForm form,
    BoxReading boxes) {
  DatasetParts with(BoxReading others) {
    return new DatasetParts(revisions, arrays, places, names, reading, changes, form, others);
  }
}
