package io.hypertile.schema;

import io.hypertile.partition.schema.ViewForm;
import java.util.Optional;

/**
 * A collection of variables over the partitions of another one.
 *
 * @param base name of the partitioned collection whose partitions it has
 * @param described its variables; empty only until a view that is found at a path is made, which
 *     says them itself
 * @param path place in the store of a view that is there already, segments with slashes between
 *     them; empty for the collection's own place
 * @param isReadOnly whether nothing is changed in it
 * @param description of the collection for people
 */
public record ViewSchema(
    CollectionName base,
    Optional<ViewForm> described,
    Optional<String> path,
    boolean isReadOnly,
    Description description)
    implements PlacedSchema {
  /** The variables of a view that was made. */
  public ViewForm form() {
    return described.orElseThrow();
  }

  /** The same with other variables. */
  public ViewSchema with(ViewForm found) {
    return new ViewSchema(base, Optional.of(found), path, isReadOnly, description);
  }
}
