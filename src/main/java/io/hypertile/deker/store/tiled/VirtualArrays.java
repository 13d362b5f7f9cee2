package io.hypertile.deker.store.tiled;

import io.hypertile.deker.form.TileSchema;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import java.util.LinkedHashMap;

/**
 * Names virtual arrays, and derives what follows from their schema once for each collection: what
 * is kept of open files is good for one schema object only. Thread-safe.
 */
final class VirtualArrays {
  private static final int MOST_KEPT = 256;

  private final LinkedHashMap<String, Derived> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Derived(VArraySchema schema, Tiling tiling, Collection tiles) {}

  /** The virtual array of an id; the schema must be that of a virtual collection. */
  VirtualArray of(Collection collection, ArrayId id) {
    VArraySchema schema = (VArraySchema) collection.arrays();
    Derived derived = derived(collection, schema);
    return new VirtualArray(collection, id, schema, derived.tiling(), derived.tiles());
  }

  private Derived derived(Collection collection, VArraySchema schema) {
    synchronized (kept) {
      Derived known = kept.get(collection.name().text());
      if (known != null
          && known.schema() == schema
          && known.tiles().options().equals(collection.options())) {
        return known;
      }
      Collection tiles =
          new Collection(collection.name(), TileSchema.of(schema), collection.options());
      Derived derived = new Derived(schema, Tiling.of(schema), tiles);
      kept.put(collection.name().text(), derived);
      if (kept.size() > MOST_KEPT) {
        kept.pollFirstEntry();
      }
      return derived;
    }
  }
}
