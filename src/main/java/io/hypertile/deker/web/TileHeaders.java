package io.hypertile.deker.web;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import java.io.IOException;

/** Finds the tiles of a collection: as arrays of their own, or as boxes of their virtual arrays. */
sealed interface TileHeaders permits TileFileHeaders, TileBoxHeaders {
  /** Takes one tile after the other; those that cannot be read are left out. */
  void forEach(DekerArrays.HeaderConsumer consumer) throws IOException;

  /**
   * The tile of an id.
   *
   * @throws io.hypertile.error.ServiceException {@code array-not-found}
   */
  ArrayHeader require(ArrayId id);

  /**
   * The tile of a virtual array at a place in the grid.
   *
   * @param primary {@code vid} and {@code v_position}
   * @throws io.hypertile.error.ServiceException {@code array-not-found}
   */
  ArrayHeader require(Attributes primary);
}
