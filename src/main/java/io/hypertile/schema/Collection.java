package io.hypertile.schema;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import java.util.Optional;

/**
 * A collection: a name, what it holds, and how new arrays are stored.
 *
 * @param name its name, also its directory
 * @param schema its contents, by kind
 * @param options how new arrays are stored; empty when the collection was made without options,
 *     which means {@link StorageOptions#CONTIGUOUS} in HDF5 and the server's own choice in Zarr
 * @param placement where its arrays are kept, and in which form
 */
public record Collection(
    CollectionName name,
    CollectionSchema schema,
    Optional<StorageOptions> options,
    Placement placement) {
  /** A collection kept in HDF5 below the storage root. */
  public Collection(
      CollectionName name, CollectionSchema schema, Optional<StorageOptions> options) {
    this(name, schema, options, Placement.DEFAULT);
  }

  /** The same collection in another place. */
  public Collection in(Placement other) {
    return new Collection(name, schema, options, other);
  }

  /** Storage options of new arrays. */
  public StorageOptions storage() {
    return options.orElse(StorageOptions.CONTIGUOUS);
  }

  /** Whether it holds arrays of one schema. */
  public boolean hasArrays() {
    return schema instanceof ArraysSchema;
  }

  /**
   * Properties that its arrays share.
   *
   * @throws ServiceException {@code wrong-kind} if it holds none of one schema
   */
  public ArraysSchema arrays() {
    return switch (schema) {
      case ArraysSchema arrays -> arrays;
      case DatasetsSchema ignored ->
          throw wrongKind("holds datasets, which are found at /api/v1/collections/%s/datasets");
    };
  }

  /**
   * Properties of a collection of datasets.
   *
   * @throws ServiceException {@code wrong-kind} if it is none
   */
  public DatasetsSchema datasets() {
    return switch (schema) {
      case DatasetsSchema datasets -> datasets;
      case ArraysSchema ignored ->
          throw wrongKind(
              "holds arrays of one schema, which are found at /api/v1/collections/%s/arrays");
    };
  }

  private ServiceException wrongKind(String holds) {
    return new ServiceException(
        ErrorCode.WRONG_KIND,
        "The collection " + holds.formatted(name.text()) + ".",
        Map.of("collection", name.text()),
        null);
  }
}
