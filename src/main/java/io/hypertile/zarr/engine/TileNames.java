package io.hypertile.zarr.engine;

import io.hypertile.engine.TileAddress;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/**
 * Ids that callers gave to tiles: an object for each tile, with its id, and one for each id, with
 * its tile. The second is made first and removed last; alone it means nothing. Thread-safe.
 */
final class TileNames {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

  private final ArrayRegister register;
  private final ZarrLayout layout;
  private final Parts parts;

  TileNames(Parts parts) {
    this.parts = parts;
    this.register = parts.register();
    this.layout = parts.layout();
  }

  /** The id that a tile was given; empty if none was. */
  Optional<ArrayId> find(CollectionName name, TileAddress tile) {
    return register.text(layout.tile(name, tile)).filter(ArrayId::isValid).map(ArrayId::new);
  }

  /** The tile that an id was given to; empty if it was given to none. */
  Optional<TileAddress> find(CollectionName name, ArrayId id) {
    return register
        .text(layout.tileId(name, id))
        .flatMap(TileNames::address)
        .filter(tile -> find(name, tile).filter(id::equals).isPresent());
  }

  private static String text(TileAddress tile) {
    return tile.array() + " " + tile.number();
  }

  private static Optional<TileAddress> address(String text) {
    String[] parts = text.split(" ", 2);
    boolean isAddress =
        parts.length == 2 && ArrayId.isValid(parts[0]) && NUMBER.matcher(parts[1]).matches();
    return isAddress
        ? Optional.of(new TileAddress(new ArrayId(parts[0]), Long.parseLong(parts[1])))
        : Optional.empty();
  }

  /**
   * Gives an id to a tile.
   *
   * @throws ServiceException {@code already-exists} if another tile has the id, or the tile has one
   */
  void give(CollectionName name, TileAddress tile, ArrayId id) {
    boolean isFree =
        register.claim(
            layout.tileId(name, id),
            text(tile),
            taken ->
                address(taken).flatMap(other -> find(name, other)).filter(id::equals).isPresent());
    if (!isFree) {
      throw ArrayRegister.idInUse(id);
    }
    if (!register.claim(layout.tile(name, tile), id.text(), taken -> true)) {
      parts.plain().delete(List.of(layout.tileId(name, id)));
      throw thereAlready(tile);
    }
  }

  /** A tile that is there. */
  static ServiceException thereAlready(TileAddress tile) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The virtual array has this tile already; write its cells.",
        Map.of("array", tile.array().text(), "tile", tile.number()),
        null);
  }

  /** Shows the numbers of all tiles of an array that have a name, in no certain order. */
  void forEach(CollectionName name, ArrayId array, LongConsumer consumer) {
    StorePrefix place = layout.tiles(name, array);
    StoredKeys.forEach(parts.plain(), place, object -> number(place, object, consumer));
  }

  private static void number(StorePrefix place, StoredObject object, LongConsumer consumer) {
    String text = object.key().text().substring(place.text().length() + 1);
    if (NUMBER.matcher(text).matches()) {
      consumer.accept(Long.parseLong(text));
    }
  }

  /** Takes the names of tiles of an array away. */
  void forget(CollectionName name, ArrayId array, LongPredicate isMeant) {
    forEach(
        name,
        array,
        number -> {
          if (isMeant.test(number)) {
            forget(name, new TileAddress(array, number));
          }
        });
  }

  private void forget(CollectionName name, TileAddress tile) {
    Optional<ArrayId> id = find(name, tile);
    StoreKey key = layout.tile(name, tile);
    parts.plain().delete(List.of(key));
    id.ifPresent(given -> parts.plain().delete(List.of(layout.tileId(name, given))));
  }
}
