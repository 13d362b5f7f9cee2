package io.hypertile.zarr.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayChanges;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.TestStorage;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.store.CountedStore;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of arrays that a server makes are told to another one on the same store. */
class StoredChangesTest {
  private static final Collection COLLECTION = keyed("fields", DType.INT8, Shape.of(4), null);
  private static final int MANY = 100;

  private final CountedStore store = new CountedStore(new MemoryStore("lake"));
  private TestStorage mine;
  private TestStorage theirs;
  @TempDir private Path scratch;

  @BeforeEach
  void open() {
    mine = open("mine");
    theirs = open("theirs");
    theirs.collections().create(COLLECTION);
  }

  private TestStorage open(String name) {
    return OpenedZarr.farAway(
        new CommittedRevisions(store, true), new StorePrefix("lake"), scratch.resolve(name));
  }

  @AfterEach
  void close() throws Exception {
    mine.close();
    theirs.close();
  }

  private ArrayId made(long key) {
    return theirs.arrays().create(COLLECTION, header(key)).header().id();
  }

  private ArrayChanges followed() {
    ArrayChanges changes = mine.arrays().changes(COLLECTION).orElseThrow();
    assertThat(changes.look()).isEmpty();
    return changes;
  }

  @Test
  void whatAnotherServerMakesChangesAndRemovesIsTold() {
    ArrayId first = made(1);
    ArrayId second = made(2);
    ArrayChanges changes = followed();
    assertThat(changes.look().orElseThrow()).isEmpty();
    ArrayId third = made(3);
    assertThat(changes.look().orElseThrow()).containsExactly(third);
    ArrayEngine arrays = theirs.arrays();
    arrays.write(
        COLLECTION,
        first,
        Region.whole(Shape.of(4)),
        StorageFixtures.source(new byte[] {1, 2, 3, 4}),
        Precondition.NONE);
    assertThat(changes.look().orElseThrow()).containsExactly(first);
    assertThat(arrays.delete(COLLECTION, second, Precondition.NONE)).isTrue();
    assertThat(changes.look().orElseThrow()).containsExactly(second);
    assertThat(changes.look().orElseThrow()).isEmpty();
  }

  @Test
  void anArrayThatTookTheKeyOfAnotherIsToldWithIt() {
    ArrayId before = made(1);
    ArrayChanges changes = followed();
    theirs.arrays().delete(COLLECTION, before, Precondition.NONE);
    ArrayId after = made(1);
    assertThat(changes.look().orElseThrow()).containsExactlyInAnyOrder(before, after);
  }

  @Test
  void aClearedCollectionHasLostAll() {
    List<ArrayId> ids = new ArrayList<>(List.of(made(1), made(2)));
    ArrayChanges changes = followed();
    theirs.collections().clear(COLLECTION.name());
    assertThat(changes.look().orElseThrow()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(changes.look().orElseThrow()).isEmpty();
  }

  @Test
  void aLookAtManyArraysIsTwoListsAndTheChangedDocuments() {
    for (int key = 0; key < MANY; key++) {
      made(key);
    }
    ArrayChanges changes = followed();
    assertThat(store.count(changes::look).calls()).isEqualTo(2);
    made(MANY);
    assertThat(store.count(changes::look).calls()).isLessThanOrEqualTo(3);
  }

  @Test
  void aLaterStartGoesOnFromWhatWasKept() {
    ArrayId first = made(1);
    ArrayId second = made(2);
    ArrayChanges before = mine.arrays().changes(COLLECTION).orElseThrow();
    assertThat(before.marks()).isEmpty();
    assertThat(before.look()).isEmpty();
    byte[] kept = before.marks().orElseThrow();
    assertThat(theirs.arrays().delete(COLLECTION, first, Precondition.NONE)).isTrue();
    ArrayId third = made(3);

    ArrayChanges after = theirs.arrays().changes(COLLECTION).orElseThrow();
    after.resume(kept);
    assertThat(after.look().orElseThrow()).containsExactlyInAnyOrder(first, third);
    assertThat(store.count(after::look).calls()).isEqualTo(2);
    theirs.arrays().delete(COLLECTION, second, Precondition.NONE);
    assertThat(after.look().orElseThrow()).containsExactly(second);

    ArrayChanges damaged = mine.arrays().changes(COLLECTION).orElseThrow();
    damaged.resume(new byte[] {1, 2, 3});
    assertThat(damaged.look()).isEmpty();
  }
}
