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
    if (schema instanceof ArraysSchema arrays) {
      return arrays;
    }
    throw wrongKind();
  }

  /**
   * Properties of a collection of datasets.
   *
   * @throws ServiceException {@code wrong-kind} if this is a collection of another kind
   */
  public DatasetsSchema datasets() {
    if (schema instanceof DatasetsSchema datasets) {
      return datasets;
    }
    throw wrongKind();
  }

  /**
   * Properties of a partitioned collection.
   *
   * @throws ServiceException {@code wrong-kind} if this is a collection of another kind
   */
  public PartitionedSchema partitioned() {
    if (schema instanceof PartitionedSchema partitioned) {
      return partitioned;
    }
    throw wrongKind();
  }

  /**
   * Properties of a view.
   *
   * @throws ServiceException {@code wrong-kind} if this is a collection of another kind
   */
  public ViewSchema view() {
    if (schema instanceof ViewSchema view) {
      return view;
    }
    throw wrongKind();
  }

  private ServiceException wrongKind() {
    String holds =
        switch (schema) {
          case ArraysSchema ignored -> "arrays of one schema, which are found at %s/arrays";
          case DatasetsSchema ignored -> "datasets, which are found at %s/datasets";
          case PartitionedSchema ignored -> "rows in partitions, which are found at %s/rows";
          case ViewSchema ignored ->
              "variables over the rows of another one, which are found at %s/rows";
        };
    return new ServiceException(
        ErrorCode.WRONG_KIND,
        "The collection holds %s.".formatted(holds.formatted("/api/v1/collections/" + name.text())),
        Map.of("collection", name.text()),
        null);
  }
}
