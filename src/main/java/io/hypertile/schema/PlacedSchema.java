package io.hypertile.schema;

import java.util.Optional;

/**
 * Content that may be in its store already when the collection is made, at a path, and that says
 * something to people.
 */
public sealed interface PlacedSchema extends CollectionSchema
    permits DatasetsSchema, PartitionedSchema, ViewSchema {
  /**
   * Place in the store of what is there already, segments with slashes between them; empty for the
   * collection's own place.
   */
  Optional<String> path();

  /** Whether nothing is changed in it. */
  boolean isReadOnly();

  /** Description of the collection for people. */
  Description description();
}
