package io.hypertile.collection.zarr;

import io.hypertile.engine.CollectionArray;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import io.hypertile.schema.StorageOptions.Compression.Plugin;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.view.StoredForm;
import java.util.List;
import java.util.Optional;

/**
 * The form in which arrays of a collection are stored, as its document says: the same for as long
 * as the collection is there. A file that another program made otherwise is read more slowly.
 */
final class StoredForms {
  /** Places of the level, the shuffle and the compressor among the parameters of Blosc's filter. */
  private static final int LEVEL = 4;

  private static final int SHUFFLE = 5;
  private static final int COMPRESSOR = 6;

  /** Values of parameters that are left out. */
  private static final List<Integer> USUAL = List.of(0, 0, 0, 0, 5, 1, 0);

  /** Names in Zarr of compressors by their numbers; for Snappy the server writes LZ4. */
  private static final List<String> COMPRESSORS =
      List.of("blosclz", "lz4", "lz4hc", "lz4", "zlib", "zstd");

  private static final List<String> SHUFFLES = List.of("noshuffle", "shuffle", "bitshuffle");

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
    boolean isPlain =
        collection.arrays() instanceof ArraysSchema.ArraySchema
            && collection.placement().form() == Placement.Form.HDF5;
    return isPlain && collection.storage().compression() instanceof Plugin plugin
        ? switch (plugin.codec()) {
          case "zstd" -> Optional.of(zstd());
          case "blosc" ->
              Optional.of(blosc(collection.arrays().dtype().size(), plugin.parameters()));
          default -> Optional.empty();
        }
        : Optional.empty();
  }

  private static CodecSpec zstd() {
    CodecSpec zstd = CodecSpec.of("zstd");
    zstd.configuration().put("level", 0).put("checksum", false);
    return zstd;
  }

  /** The codec for parameters of the filter, of which what is left out is as the filter has it. */
  private static CodecSpec blosc(int cellBytes, List<Integer> parameters) {
    return CodecSpec.blosc(
        cellBytes,
        COMPRESSORS.get(parameter(parameters, COMPRESSOR)),
        parameter(parameters, LEVEL),
        SHUFFLES.get(parameter(parameters, SHUFFLE)));
  }

  private static int parameter(List<Integer> parameters, int place) {
    return (place < parameters.size() ? parameters : USUAL).get(place);
  }
}
