package io.hypertile.deker.web;

import io.hypertile.reading.PlannedAccess;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/**
 * Arrays of one kind in a collection: those it was made for, or the tiles of its virtual arrays,
 * which the client finds, makes and writes one by one.
 */
sealed interface DekerArrays permits StoredArrays, TileArrays {
  /** The schema of these arrays. */
  ArraysSchema schema();

  /**
   * Takes one array after the other, in order of their ids, or of those of their virtual arrays;
   * those that cannot be read are left out.
   */
  void forEach(HeaderConsumer consumer) throws IOException;

  /** Takes one array. */
  @FunctionalInterface
  interface HeaderConsumer {
    /** Takes the next array. */
    void accept(ArrayHeader header) throws IOException;
  }

  /**
   * Makes an array.
   *
   * @param header what it is
   */
  ArrayHeader create(ArrayHeader header);

  /** The array of an id. */
  ArrayHeader require(ArrayId id);

  /** The array of a key. */
  ArrayHeader require(Attributes primary);

  /**
   * Replaces custom attributes.
   *
   * @param patch the body, an object with {@code custom_attributes}
   */
  void update(ArrayId id, JsonNode patch);

  /** Removes an array. */
  void delete(ArrayId id);

  /** Plans a read of the cells within bounds, with its cost. */
  PlannedAccess plan(ArrayId id, DekerBounds bounds);
}
