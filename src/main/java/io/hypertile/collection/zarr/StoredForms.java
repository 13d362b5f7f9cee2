package io.hypertile.collection.zarr;

import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.zarr.view.StoredForm;

/**
 * The form in which arrays of a collection are stored, as its document says: the same for as long
 * as the collection is there. A file that another program made otherwise is read more slowly.
 */
final class StoredForms {
  private StoredForms() {}

  static StoredForm of(Collection collection) {
    ArraysSchema schema = collection.arrays();
    Shape tile =
        switch (schema) {
          case ArraysSchema.ArraySchema plain -> plain.shape();
          case ArraysSchema.VArraySchema tiled -> tiled.grid().tileShape(tiled.shape());
        };
    return new StoredForm(tile, collection.storage().chunkShape(tile, schema.dtype()));
  }
}
