package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.key;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine that keeps {@link TiledArrays} promises of tiles. */
public abstract class TiledArraysContract extends OpenedStorage {
  private static final Shape SHAPE = Shape.of(5, 7, 6);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Region BOX = Region.of(new long[] {1, 2, 1}, new long[] {4, 6, 5});

  private final Collection collection =
      StorageFixtures.tiled(keyed("tiles", DType.FLOAT32, SHAPE, null), Shape.of(5, 1, 3));
  private ArrayId id = ArrayId.random();

  @BeforeEach
  void createArray() {
    store.create(collection);
    id = engine.create(collection, header(1)).header().id();
  }

  private TiledArrays tiles() {
    return engine.tiled(collection).orElseThrow();
  }

  private List<StoredTile> all() {
    return tiles().tiles(collection, id, 0, 100);
  }

  private void clear(Region box) {
    engine.clear(collection, id, box, Precondition.NONE);
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void tiledWhenArraysAreKeptWholeIsEmpty() {
    Collection plain = keyed("plain", DType.FLOAT32, SHAPE, null);
    store.create(plain);
    assertThat(engine.tiled(plain)).isEmpty();
  }

  @Test
  void tilesAreThoseWithCells() {
    assertThat(all()).isEmpty();
    engine.write(collection, id, BOX, source(pattern(collection, BOX, 1)), Precondition.NONE);
    List<StoredTile> tiles = all();
    assertThat(tiles)
        .extracting(StoredTile::number)
        .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    assertThat(tiles).allMatch(StoredTile::hasData);
    assertThat(tiles.getFirst().bounds())
        .isEqualTo(Region.of(new long[] {1, 0, 0}, new long[] {2, 7, 2}));
    assertThat(tiles().tiles(collection, id, 5, 2)).isEqualTo(tiles.subList(2, 4));
    reopen();
    assertThat(all()).isEqualTo(tiles);
    clear(Region.of(new long[] {0, 0, 0}, new long[] {2, 7, 4}));
    assertThat(all()).isEqualTo(tiles.subList(2, 9));
    clear(ALL);
    assertThat(all()).isEmpty();
  }

  @Test
  void createTileKeepsTheIdAndNoCells() {
    ArrayId tile = ArrayId.random();
    StoredTile made = tiles().createTile(collection, id, 4, tile);
    Region bounds = Region.of(new long[] {1, 0, 2}, new long[] {2, 7, 4});
    assertThat(made).isEqualTo(new StoredTile(4, tile, bounds, false));
    reopen();
    assertThat(all()).containsExactly(made);
    assertThat(read(engine, collection, id, bounds))
        .isEqualTo(StorageFixtures.fill(collection, bounds));
    engine.write(collection, id, bounds, source(pattern(collection, bounds, 2)), Precondition.NONE);
    assertThat(all()).containsExactly(new StoredTile(4, tile, bounds, true));
    clear(bounds);
    assertThat(all()).isEmpty();
  }

  @Test
  void createTileWhenTileOrIdIsThereIsRefused() {
    ArrayId tile = ArrayId.random();
    tiles().createTile(collection, id, 1, tile);
    ArrayId other = engine.create(collection, header(2)).header().id();
    assertCode(
        ErrorCode.ALREADY_EXISTS, () -> tiles().createTile(collection, id, 1, ArrayId.random()));
    assertCode(ErrorCode.ALREADY_EXISTS, () -> tiles().createTile(collection, id, 0, tile));
    assertCode(ErrorCode.ALREADY_EXISTS, () -> tiles().createTile(collection, other, 0, tile));
    assertCode(ErrorCode.ALREADY_EXISTS, () -> tiles().createTile(collection, id, 0, id));
    assertThat(all()).extracting(StoredTile::number).containsExactly(1L);
  }

  @Test
  void tilesWhenTheArrayIsNotThereAreRefused() {
    ArrayId nobody = ArrayId.random();
    assertCode(ErrorCode.ARRAY_NOT_FOUND, () -> tiles().tiles(collection, nobody, 0, 1));
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND,
        () -> tiles().createTile(collection, nobody, 0, ArrayId.random()));
    assertThat(engine.findByKey(collection, key(1))).isPresent();
  }
}
