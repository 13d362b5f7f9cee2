package io.hypertile.deker.web;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.deker.form.TileSchema;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.TileAddress;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import io.hypertile.slice.Selection;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/**
 * The tiles of a collection's virtual arrays. They are looked up as the arrays or boxes that they
 * are; changes of them go through their virtual array, so that its other readers and writers see
 * whole changes and new versions.
 */
final class TileArrays implements DekerArrays {
  private final Collection collection;
  private final Collection tiles;
  private final Tiling tiling;
  private final ArrayService arrays;
  private final TileHeaders headers;

  /**
   * Tiles.
   *
   * @param schema the schema of the collection
   */
  TileArrays(Collection collection, VArraySchema schema, ArrayService arrays, ArrayLists lists) {
    this.collection = collection;
    this.tiles =
        new Collection(
            collection.name(), TileSchema.of(schema), collection.options(), collection.placement());
    this.tiling = Tiling.of(schema);
    this.arrays = arrays;
    this.headers =
        switch (collection.placement().form()) {
          case HDF5 -> new TileFileHeaders(tiles, arrays, lists);
          case ZARR -> new TileBoxHeaders(collection, schema, arrays, lists);
        };
  }

  /** A tile: its virtual array, its number and its cells in positions of that array. */
  private record Tile(ArrayHeader header, ArrayId array, long number, Region bounds) {}

  private Tile tile(ArrayHeader header) {
    TileAddress tile =
        TilePlaces.address(tiling, header.primary())
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.INVALID_ATTRIBUTES,
                    "A tile has the primary attributes vid, the id of its virtual array, and"
                        + " v_position, its place in the grid %s.".formatted(tiling.counts())));
    return new Tile(header, tile.array(), tile.number(), tiling.bounds(tile.number()));
  }

  @Override
  public ArraysSchema schema() {
    return tiles.arrays();
  }

  @Override
  public void forEach(HeaderConsumer consumer) throws IOException {
    headers.forEach(consumer);
  }

  @Override
  public ArrayHeader create(ArrayHeader header) {
    Tile tile = tile(header);
    arrays.createTile(collection, tile.array(), tile.number(), header.id());
    return require(header.id());
  }

  @Override
  public ArrayHeader require(ArrayId id) {
    return headers.require(id);
  }

  @Override
  public ArrayHeader require(Attributes primary) {
    return headers.require(primary);
  }

  /** A tile's only custom attributes follow from its virtual array, so they are taken and kept. */
  @Override
  public void update(ArrayId id, JsonNode patch) {
    require(id);
  }

  @Override
  public void delete(ArrayId id) {
    Tile tile = tile(require(id));
    try (CellArray array = arrays.cells(collection, new ArrayAddress.ById(tile.array()))) {
      array.clear(tile.bounds(), Precondition.NONE);
    }
  }

  @Override
  public PlannedAccess plan(ArrayId id, DekerBounds bounds) {
    Tile tile = tile(require(id));
    Selection selection =
        DekerBounds.inArray(
            bounds.resolve(ArraySpecs.of(tiles.arrays(), tile.header())),
            tile.bounds(),
            tiling.array());
    CellArray array = arrays.cells(collection, new ArrayAddress.ById(tile.array()));
    return PlannedAccess.of(array, selection);
  }
}
