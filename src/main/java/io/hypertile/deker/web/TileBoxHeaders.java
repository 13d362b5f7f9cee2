package io.hypertile.deker.web;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.Page;
import io.hypertile.deker.form.TileSchema;
import io.hypertile.engine.StoredTile;
import io.hypertile.engine.TileAddress;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import java.io.IOException;
import java.util.Optional;

/** Tiles that are boxes of their virtual arrays, in order of these and of their places. */
record TileBoxHeaders(
    Collection collection, VArraySchema schema, ArrayService arrays, ArrayLists lists)
    implements TileHeaders {
  private static final int PAGE = 1_000;

  @Override
  public void forEach(DekerArrays.HeaderConsumer consumer) throws IOException {
    StoredArrays.forEach(lists, collection, parent -> forEach(parent, consumer));
  }

  private void forEach(ArrayHeader parent, DekerArrays.HeaderConsumer consumer) throws IOException {
    Optional<Long> last = Optional.empty();
    do {
      ArrayAddress address = new ArrayAddress.ById(parent.id());
      long from = last.map(number -> number + 1).orElse(0L);
      Page<StoredTile, Long> page = arrays.tiles(collection, address, from, PAGE);
      for (StoredTile tile : page.items()) {
        consumer.accept(header(parent, tile.number(), tile.id()));
      }
      last = page.next();
    } while (last.isPresent());
  }

  private ArrayHeader header(ArrayHeader parent, long number, ArrayId tile) {
    return TileSchema.header(schema, parent, Tiling.of(schema).position(number), tile);
  }

  private ArrayHeader parent(ArrayId id) {
    return arrays.require(collection, new ArrayAddress.ById(id)).header();
  }

  @Override
  public ArrayHeader require(ArrayId id) {
    TileAddress tile = arrays.findTile(collection, id).orElseThrow(this::notFound);
    return header(parent(tile.array()), tile.number(), id);
  }

  @Override
  public ArrayHeader require(Attributes primary) {
    TileAddress tile = TilePlaces.address(Tiling.of(schema), primary).orElseThrow(this::notFound);
    ArrayHeader parent = parent(tile.array());
    ArrayAddress address = new ArrayAddress.ById(tile.array());
    return arrays.tiles(collection, address, tile.number(), 1).items().stream()
        .filter(found -> found.number() == tile.number())
        .map(found -> header(parent, found.number(), found.id()))
        .findFirst()
        .orElseThrow(this::notFound);
  }

  private ServiceException notFound() {
    return new ServiceException(
            ErrorCode.ARRAY_NOT_FOUND,
            "The collection has no such tile: one is there if it was made, or if cells of it were"
                + " written.")
        .with("collection", collection.name().text());
  }
}
