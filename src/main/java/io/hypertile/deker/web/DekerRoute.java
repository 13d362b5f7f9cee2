package io.hypertile.deker.web;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.util.List;

/** The thing that a path of the protocol names ({@link DekerRoutes}). */
sealed interface DekerRoute {
  /** Whether the server is there. */
  record Ping() implements DekerRoute {}

  /** All collections. */
  record Collections() implements DekerRoute {}

  /** One collection. */
  record OneCollection(CollectionName collection) implements DekerRoute {}

  /** All arrays of a collection. */
  record AllArrays(ArrayGroup place) implements DekerRoute {}

  /** One array by its id. */
  record ById(ArrayGroup place, ArrayId id) implements DekerRoute {}

  /**
   * One array by its primary attributes.
   *
   * @param values the segments of their values in Python's spelling, in schema order
   */
  record ByPrimary(ArrayGroup place, List<String> values) implements DekerRoute {}

  /**
   * Cells of an array.
   *
   * @param bounds the bounds in brackets, decoded
   */
  record Data(ArrayGroup place, ArrayId id, String bounds) implements DekerRoute {}

  /**
   * A collection, and which of its arrays are meant.
   *
   * @param virtual whether the path says {@code varray}
   */
  public record ArrayGroup(CollectionName collection, boolean virtual) {}
}
