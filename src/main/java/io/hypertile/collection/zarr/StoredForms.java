package io.hypertile.collection.zarr;

import io.hypertile.engine.CollectionArray;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import io.hypertile.schema.StorageOptions;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.view.StoredForm;
import java.util.Optional;

/**
 * The form in which arrays of a collection are stored, as its document says: the same for as long
 * as the collection is there. A file that another program made otherwise is read more slowly.
 */
final class StoredForms {
  private StoredForms() {}

  /** The form of an array, whose own document is that of the state in which it is held. */
  static StoredForm of(Collection collection, CollectionArray array) {
    return of(collection).with(array.document(ArrayDocument.class));
  }

  private static StoredForm of(Collection collection) {
    ArraysSchema schema = collection.arrays();
    Shape tile =
        switch (schema) {
          case ArraysSchema.ArraySchema plain -> plain.shape();
          case ArraysSchema.VArraySchema tiled -> tiled.grid().tileShape(tiled.shape());
        };
    return new StoredForm(
        tile,
        collection.storage().chunkShape(tile, schema.dtype()),
        codec(collection),
        Optional.empty());
  }

  /**
   * The codec of Zarr that reads chunks of the files as they are. Of virtual arrays chunks are
   * decoded, since those of a tile need not be those of a grid over the array.
   */
  private static Optional<CodecSpec> codec(Collection collection) {
    boolean isPassed =
        collection.arrays() instanceof ArraysSchema.ArraySchema
            && collection.placement().form() == Placement.Form.HDF5
            && collection.storage().compression()
                instanceof StorageOptions.Compression.Plugin plugin
            && plugin.codec().equals("zstd");
    if (!isPassed) {
      return Optional.empty();
    }
    CodecSpec zstd = CodecSpec.of("zstd");
    zstd.configuration().put("level", 0).put("checksum", false);
    return Optional.of(zstd);
  }
}
