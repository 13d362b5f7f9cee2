package io.hypertile.schema;

import io.hypertile.partition.schema.PartitionedForm;
import java.util.Optional;

/**
 * A collection of rows that are cut into partitions along one axis.
 *
 * @param described rows and partitions as its document has them; empty only until a collection that
 *     is found at a path is made, which says it itself
 * @param path place in the store of a collection that is there already, segments with slashes
 *     between them; empty for the collection's own place
 * @param isReadOnly whether nothing is changed in it
 * @param description of the collection for people
 */
public record PartitionedSchema(
    Optional<PartitionedForm> described,
    Optional<String> path,
    boolean isReadOnly,
    Description description)
    implements PlacedSchema {
  /** Rows and partitions as they are described, of a collection that was made. */
  public PartitionedForm form() {
    return described.orElseThrow();
  }

  /** The same with what the collection at its path says. */
  public PartitionedSchema with(PartitionedForm found) {
    return new PartitionedSchema(Optional.of(found), path, isReadOnly, description);
  }
}
