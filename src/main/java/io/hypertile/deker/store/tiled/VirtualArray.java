package io.hypertile.deker.store.tiled;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import java.util.List;

/**
 * A virtual array by name, with what follows from its schema.
 *
 * @param collection its collection
 * @param id its id
 * @param schema the schema of the collection
 * @param tiling place of its tiles
 * @param tiles the collection that its tiles are arrays of: the same name and options, the derived
 *     schema
 */
record VirtualArray(
    Collection collection, ArrayId id, VArraySchema schema, Tiling tiling, Collection tiles) {
  int cellSize() {
    return schema.dtype().size();
  }

  /** Directory names of the link to a tile. */
  List<String> keyPath(long number) {
    return List.of(id.text(), tiling.name(number));
  }
}
