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
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every storage promises that keeps removed collections. */
public abstract class CollectionTrashContract extends OpenedStorage {
  static final String FIRST = "0b6d2f7e-3c1a-4b5d-8e9f-000000000001";
  private static final String SECOND = "0b6d2f7e-3c1a-4b5d-8e9f-000000000002";
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09.123Z");

  /** Whether a removed collection keeps its name from others. */
  protected abstract boolean keepsNames();

  final ArrayHeader header = header(1);

  static Collection plain(String name) {
    return keyed(name, DType.FLOAT64, Shape.of(3, 4), null);
  }

  private static Removal removal(String id, Collection collection) {
    return new Removal(id, collection.name(), AT, "somebody");
  }

  static Region whole(Collection collection) {
    return switch (collection.arrays()) {
      case ArraySchema plain -> Region.whole(plain.shape());
      case VArraySchema tiled -> Region.whole(tiled.shape());
    };
  }

  /** A collection with the cells of one array. */
  byte[] fill(Collection collection) {
    store.create(collection);
    engine.create(collection, header);
    byte[] cells = pattern(collection, whole(collection), 3);
    engine.write(collection, header.id(), whole(collection), source(cells), Precondition.NONE);
    return cells;
  }

  CollectionTrash.Kept kept(String id) {
    return store.trash().find(id).orElseThrow();
  }

  private void discard(String id, Collection collection) {
    assertThat(store.discard(removal(id, collection), found -> {})).isTrue();
  }

  private void assertHidden(Collection collection) {
    assertThat(store.find(collection.name())).isEmpty();
    assertThat(store.list()).doesNotContain(collection.name());
    assertThat(store.delete(collection.name())).isFalse();
    assertThat(store.clear(collection.name())).isFalse();
    assertThat(store.discard(removal(SECOND, collection), found -> {})).isFalse();
  }

  @Test
  void discardedCollectionsComeBackWithTheirCells() {
    for (Collection collection : List.of(plain("flat"), tiled("tiled"))) {
      byte[] cells = fill(collection);
      discard(FIRST, collection);
      assertHidden(collection);
      reopen();
      assertHidden(collection);
      assertThat(store.trash().list())
          .extracting(CollectionTrash.Kept::removal)
          .containsExactly(removal(FIRST, collection));
      assertThat(store.trash().bytes(kept(FIRST))).isGreaterThanOrEqualTo(cells.length / 2);
      assertThat(store.trash().restore(kept(FIRST))).isTrue();
      assertThat(store.trash().list()).isEmpty();
      reopen();
      assertThat(store.find(collection.name())).contains(collection);
      assertThat(engine.findByKey(collection, header.primary())).isPresent();
      assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
      engine.write(collection, header.id(), whole(collection), source(cells), Precondition.NONE);
      assertThat(store.delete(collection.name())).isTrue();
      assertThat(store.trash().list()).isEmpty();
    }
  }

  @Test
  void purgedCollectionsAreGone() {
    Collection collection = plain("gone");
    fill(collection);
    discard(FIRST, collection);
    CollectionTrash.Kept kept = kept(FIRST);
    CollectionTrash.Kept other =
        new CollectionTrash.Kept(removal(SECOND, collection), kept.placement());
    assertThat(store.trash().purge(other)).isFalse();
    assertThat(store.trash().restore(other)).isFalse();
    assertThat(store.trash().purge(kept)).isTrue();
    assertThat(store.trash().purge(kept)).isFalse();
    assertThat(store.trash().restore(kept)).isFalse();
    assertThat(store.trash().bytes(kept)).isZero();
    reopen();
    assertThat(store.trash().list()).isEmpty();
    store.create(collection);
    assertThat(engine.list(collection, null, 5)).isEmpty();
  }

  @Test
  void nothingIsFoundUnderOtherIds() {
    Collection collection = plain("kept");
    fill(collection);
    discard(FIRST, collection);
    List<String> others =
        List.of("", ".", "..", "a/b", "removal.json", FIRST.toUpperCase(), SECOND);
    List<String> strange =
        List.of(
            "a\\b", "a\0b", "\n", "\ud800", "x".repeat(300), "x".repeat(1020), "x".repeat(9000));
    for (String id : Stream.concat(others.stream(), strange.stream()).toList()) {
      assertThat(store.trash().find(id)).as(id).isEmpty();
    }
    assertThat(store.trash().list()).hasSize(1);
  }

  @Test
  void refusedRemovalsChangeNothing() {
    Collection collection = plain("kept");
    fill(collection);
    ServiceException refusal = new ServiceException(ErrorCode.VERSION_MISMATCH, "no");
    assertThatThrownBy(() ->
            store.discard(
                removal(FIRST, collection),
                found -> {
                  assertThat(found).isEqualTo(collection);
                  throw refusal;
                }))
        .isSameAs(refusal);
    assertThat(store.trash().list()).isEmpty();
    assertThat(store.find(collection.name())).contains(collection);
  }

  Removal discardArrays(String id, Collection collection) {
    Removal removal = new Removal(id, Removal.What.ARRAYS, collection.name(), AT, "somebody");
    assertThat(store.discardArrays(removal)).isTrue();
    assertThat(engine.list(collection, null, 5)).isEmpty();
    assertThat(store.find(collection.name())).contains(collection);
    return removal;
  }

  static void assertFails(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void purgedArraysAreGone() {
    assertThat(store.keepsArrays(new CollectionName("nothing"))).isFalse();
    assertThat(store.discardArrays(removal(FIRST, plain("nothing")))).isFalse();
    Collection collection = plain("cleared");
    fill(collection);
    assertThat(store.keepsArrays(collection.name())).isTrue();
    Removal removal = discardArrays(FIRST, collection);
    assertThat(store.trash().list())
        .extracting(CollectionTrash.Kept::removal)
        .containsExactly(removal);
    assertThat(store.trash().purge(kept(FIRST))).isTrue();
    assertThat(store.trash().list()).isEmpty();
    assertThat(engine.list(collection, null, 5)).isEmpty();
    store.discardArrays(new Removal(SECOND, Removal.What.ARRAYS, collection.name(), AT, "a"));
    assertThat(store.trash().list()).as("nothing is there to keep").isEmpty();
  }

  @Test
  void nameThatIsTakenMeanwhileIsNotTakenAway() {
    Collection collection = plain("twice");
    byte[] cells = fill(collection);
    discard(FIRST, collection);
    if (keepsNames()) {
      assertThatThrownBy(() -> store.create(collection))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                assertThat(e.members()).containsEntry("trash", FIRST);
              });
    } else {
      store.create(collection);
      assertThat(engine.list(collection, null, 5)).isEmpty();
      assertThatThrownBy(() -> store.trash().restore(kept(FIRST)))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
      discard(SECOND, collection);
      assertThat(store.trash().list()).hasSize(2);
    }
    assertThat(store.trash().restore(kept(FIRST))).isTrue();
    assertThat(read(engine, collection, header.id(), whole(collection))).isEqualTo(cells);
  }
}
