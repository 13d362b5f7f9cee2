package io.hypertile.engine.hdf5;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionSchema.VArraySchema;
import io.hypertile.schema.TileSchema;
import io.hypertile.schema.Tiling;
import java.util.List;

/**
 * A virtual array by name, with what follows from its schema.
 *
 * @param collection its collection
 * @param id its id
 * @param schema the schema of the collection
 * @param tiling where its tiles lie
 * @param tiles the collection that its tiles are arrays of: the same name and options, the derived
 *     schema
 */
record VirtualArray(
    Collection collection, ArrayId id, VArraySchema schema, Tiling tiling, Collection tiles) {
  /** The virtual array of an id; the schema must be that of a virtual collection. */
  static VirtualArray of(Collection collection, ArrayId id) {
    VArraySchema schema = (VArraySchema) collection.schema();
    Collection tiles =
        new Collection(collection.name(), TileSchema.of(schema), collection.options());
    return new VirtualArray(collection, id, schema, Tiling.of(schema), tiles);
  }

  int cellSize() {
    return schema.dtype().size();
  }

  /** Directory names of the link to a tile. */
  List<String> keyPath(long number) {
    return List.of(id.text(), tiling.name(number));
  }
}
