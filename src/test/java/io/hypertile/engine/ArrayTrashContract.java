package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a storage promises beyond the rest that keeps arrays that were removed together. */
public abstract class ArrayTrashContract extends CollectionTrashContract {
  @Test
  void discardedArraysComeBackWithTheirCells() {
    for (Collection collection : List.of(plain("flat"), tiled("tiled"))) {
      byte[] cells = fill(collection);
      discardArrays(FIRST, collection);
      reopen();
      assertThat(engine.findByKey(collection, header.primary())).isEmpty();
      assertThat(store.trash().bytes(kept(FIRST))).isGreaterThanOrEqualTo(cells.length / 2);
      assertThat(store.trash().restore(kept(FIRST))).isTrue();
      assertThat(store.trash().list()).isEmpty();
      assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
      reopen();
      assertThat(engine.findByKey(collection, header.primary())).isPresent();
      assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
      engine.write(collection, header.id(), whole(collection), source(cells), Precondition.NONE);
    }
  }

  @Test
  void arraysComeBackBesideThoseThatCameSince() {
    for (Collection collection : List.of(plain("flat"), tiled("tiled"))) {
      byte[] cells = fill(collection);
      discardArrays(FIRST, collection);
      ArrayHeader since = header(2);
      engine.create(collection, since);
      byte[] others = pattern(collection, whole(collection), 8);
      engine.write(collection, since.id(), whole(collection), source(others), Precondition.NONE);
      assertThat(store.trash().restore(kept(FIRST))).isTrue();
      reopen();
      assertThat(engine.list(collection, null, 5)).hasSize(2);
      for (ArrayHeader each : List.of(header, since)) {
        assertThat(engine.findByKey(collection, each.primary())).isPresent();
      }
      assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
      assertThat(read(engine, collection, since.id(), whole(collection))).isEqualTo(others);
      assertThat(store.trash().list()).isEmpty();
    }
  }

  @Test
  void arraysThatAreThereAgainAreNotTouched() {
    for (Collection collection : List.of(plain("flat"), tiled("tiled"))) {
      byte[] cells = fill(collection);
      discardArrays(FIRST, collection);
      ArrayHeader sameKey = new ArrayHeader(header(7).id(), header.primary(), header.custom());
      engine.create(collection, sameKey);
      assertThatThrownBy(() -> store.trash().restore(kept(FIRST)))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                assertThat(e.members()).containsEntry("array", sameKey.id().text());
              });
      engine.delete(collection, sameKey.id(), Precondition.NONE);
      engine.create(collection, new ArrayHeader(header.id(), header(7).primary(), header.custom()));
      assertFails(ErrorCode.ALREADY_EXISTS, () -> store.trash().restore(kept(FIRST)));
      assertThat(engine.list(collection, null, 5)).hasSize(1);
      engine.delete(collection, header.id(), Precondition.NONE);
      assertThat(store.trash().restore(kept(FIRST))).isTrue();
      assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
    }
  }

  @Test
  void arraysComeBackOnlyToACollectionOfTheirSchema() {
    Collection collection = plain("changed");
    byte[] cells = fill(collection);
    discardArrays(FIRST, collection);
    store.delete(collection.name());
    assertFails(ErrorCode.COLLECTION_NOT_FOUND, () -> store.trash().restore(kept(FIRST)));
    store.create(keyed("changed", DType.FLOAT32, Shape.of(3, 4), null));
    assertFails(ErrorCode.WRONG_KIND, () -> store.trash().restore(kept(FIRST)));
    store.delete(collection.name());
    store.create(collection);
    assertThat(store.trash().restore(kept(FIRST))).isTrue();
    assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
  }
}
