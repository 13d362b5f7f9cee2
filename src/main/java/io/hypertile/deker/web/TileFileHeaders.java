package io.hypertile.deker.web;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.io.IOException;

/**
 * Tiles that are arrays of their own, in order of their ids.
 *
 * @param tiles the collection with the schema of its tiles
 */
record TileFileHeaders(Collection tiles, ArrayService arrays, ArrayLists lists)
    implements TileHeaders {
  @Override
  public void forEach(DekerArrays.HeaderConsumer consumer) throws IOException {
    StoredArrays.forEach(lists, tiles, consumer);
  }

  @Override
  public ArrayHeader require(ArrayId id) {
    return arrays.require(tiles, new ArrayAddress.ById(id)).header();
  }

  @Override
  public ArrayHeader require(Attributes primary) {
    return arrays.require(tiles, new ArrayAddress.ByKey(primary)).header();
  }
}
