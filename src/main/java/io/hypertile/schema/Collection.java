package io.hypertile.schema;

import java.util.Optional;

/**
 * A collection: a name, what it holds, and how new arrays are stored.
 *
 * @param name its name, also its directory
 * @param schema its contents, by kind
 * @param options how new arrays are stored; empty when the collection was made without options,
 *     which means {@link StorageOptions#CONTIGUOUS}
 */
public record Collection(
    CollectionName name, CollectionSchema schema, Optional<StorageOptions> options) {
  /** Storage options of new arrays. */
  public StorageOptions storage() {
    return options.orElse(StorageOptions.CONTIGUOUS);
  }

  /** Properties that its arrays share. */
  public ArraysSchema arrays() {
    return switch (schema) {
      case ArraysSchema arrays -> arrays;
    };
  }
}
