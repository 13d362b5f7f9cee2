package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.bare;
import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.keyless;
import static io.hypertile.engine.StorageFixtures.rich;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.StorageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link CollectionStore} promises. */
public abstract class CollectionStoreContract extends OpenedStorage {
  private static final Shape SHAPE = Shape.of(3, 4);

  private static Collection plain(String name) {
    return keyed(name, DType.FLOAT64, SHAPE, null);
  }

  private static List<Collection> kinds() {
    StorageOptions chunked =
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(2, 2)),
            new StorageOptions.Compression.Gzip(6));
    return List.of(
        plain("plain"),
        keyed("contiguous", DType.UINT8, SHAPE, StorageOptions.CONTIGUOUS),
        keyed("chunked", DType.INT32, SHAPE, chunked),
        keyless("keyless", DType.COMPLEX64, Shape.of(5)),
        rich("rich"),
        tiled("tiled"));
  }

  @Test
  void findGivesWhatWasCreated() {
    for (Collection collection : kinds()) {
      store.create(collection);
    }
    for (Collection collection : kinds()) {
      assertThat(store.find(collection.name())).contains(collection);
    }
  }

  @Test
  void collectionsOutliveARestart() {
    for (Collection collection : kinds()) {
      store.create(collection);
    }
    reopen();
    for (Collection collection : kinds()) {
      assertThat(store.find(collection.name())).contains(collection);
    }
    assertThat(store.list()).hasSameSizeAs(kinds());
  }

  @Test
  void findWhenThereIsNoneIsEmpty() {
    assertThat(store.find(new CollectionName("none"))).isEmpty();
  }

  @Test
  void createWhenTheNameIsInUseThrowsAndKeepsTheFirst() {
    Collection first = plain("same");
    store.create(first);
    ArrayHeader header = header(1);
    storage.arrays().create(first, header);
    Collection second = keyed("same", DType.INT8, Shape.of(2), null);
    assertThatThrownBy(() -> store.create(second))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(store.find(first.name())).contains(first);
    assertThat(storage.arrays().find(first, header.id())).isPresent();
  }

  @Test
  void ofSimultaneousCreationsOneSucceeds() throws Exception {
    for (int round = 0; round < 10; round++) {
      Collection collection = plain("race" + round);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int call = 0; call < 6; call++) {
        calls.add(() -> created(collection));
      }
      int successes = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
        for (Future<Boolean> result : threads.invokeAll(calls)) {
          successes += result.get() ? 1 : 0;
        }
      }
      assertThat(successes).isEqualTo(1);
      assertThat(store.find(collection.name())).contains(collection);
    }
  }

  private boolean created(Collection collection) {
    try {
      store.create(collection);
      return true;
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
      return false;
    }
  }

  @Test
  void listGivesAllNamesInOrder() {
    assertThat(store.list()).isEmpty();
    for (String name : List.of("b", "a b", "é", "a", "B", ".hidden", "a.json")) {
      store.create(plain(name));
    }
    assertThat(store.list())
        .extracting(CollectionName::text)
        .containsExactly(".hidden", "B", "a", "a b", "a.json", "b", "é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wind speed", "été", "数据", "a'b\"c", "100%", "a%2Fb", "-x", "~x", "#?&"})
  void namesAreTakenAsTheyAre(String name) {
    Collection collection = plain(name);
    store.create(collection);
    reopen();
    assertThat(store.list()).containsExactly(new CollectionName(name));
    assertThat(store.find(new CollectionName(name))).contains(collection);
  }

  @Test
  void deleteRemovesTheCollectionWithItsArrays() {
    Collection collection = plain("gone");
    store.create(collection);
    ArrayHeader header = header(1);
    storage.arrays().create(collection, header);
    assertThat(store.delete(collection.name())).isTrue();
    assertThat(store.find(collection.name())).isEmpty();
    assertThat(store.list()).isEmpty();
    store.create(collection);
    assertThat(storage.arrays().list(collection, null, 10)).isEmpty();
    assertThat(storage.arrays().find(collection, header.id())).isEmpty();
    assertThat(storage.arrays().findByKey(collection, header.primary())).isEmpty();
  }

  @Test
  void deleteWhenThereIsNoneIsFalse() {
    assertThat(store.delete(new CollectionName("none"))).isFalse();
    store.create(plain("once"));
    assertThat(store.delete(new CollectionName("once"))).isTrue();
    assertThat(store.delete(new CollectionName("once"))).isFalse();
  }

  @Test
  void deletedCollectionsStayAwayAfterARestart() {
    store.create(plain("gone"));
    store.create(plain("kept"));
    store.delete(new CollectionName("gone"));
    reopen();
    assertThat(store.list()).containsExactly(new CollectionName("kept"));
  }

  @Test
  void clearRemovesTheArraysAndKeepsTheCollection() {
    for (Collection collection :
        List.of(plain("flat"), tiled("tiled"), keyless("bare", DType.INT8, SHAPE))) {
      store.create(collection);
      ArrayHeader header = collection.arrays().attributes().isEmpty() ? bare() : header(1);
      storage.arrays().create(collection, header);
      assertThat(store.clear(collection.name())).isTrue();
      assertThat(store.find(collection.name())).contains(collection);
      assertThat(storage.arrays().list(collection, null, 10)).isEmpty();
      assertThat(storage.arrays().find(collection, header.id())).isEmpty();
      storage.arrays().create(collection, header);
      reopen();
      assertThat(storage.arrays().list(collection, null, 10)).containsExactly(header.id());
    }
  }

  @Test
  void clearWhenThereIsNoneIsFalse() {
    assertThat(store.clear(new CollectionName("none"))).isFalse();
  }
}
