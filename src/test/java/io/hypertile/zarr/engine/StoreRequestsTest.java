package io.hypertile.zarr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.CollectionArray;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.TestStorage;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.store.CountedStore;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests to a store over a network that operations take, and how many of them wait for another:
 * the table of stores.md.
 */
class StoreRequestsTest {
  private static final Collection COLLECTION =
      StorageFixtures.keyed(
          "fields",
          DType.INT16,
          Shape.of(8, 8),
          new StorageOptions(
              new StorageOptions.Chunks.Manual(Shape.of(4, 4)),
              new StorageOptions.Compression.None()));
  private static final Region ALL = Region.whole(Shape.of(8, 8));

  private final CountedStore store = new CountedStore(new MemoryStore("lake"));
  private TestStorage storage;
  private ArrayEngine arrays;
  @TempDir private Path scratch;

  @BeforeEach
  void open() throws Exception {
    storage =
        OpenedZarr.farAway(new CommittedRevisions(store, true), new StorePrefix("lake"), scratch);
    storage.collections().create(COLLECTION);
    arrays = storage.arrays();
    assertThat(storage.collections().find(COLLECTION.name())).isPresent();
  }

  @AfterEach
  void close() throws Exception {
    storage.close();
  }

  private ArrayId made(long key) {
    return arrays.create(COLLECTION, StorageFixtures.header(key)).header().id();
  }

  private void write(ArrayId id) {
    byte[] cells = new byte[128];
    cells[0] = 1;
    arrays.write(COLLECTION, id, ALL, StorageFixtures.source(cells), Precondition.NONE);
  }

  /** Calls of an operation, and how many of them came one after the other, at most. */
  private void expect(int calls, int rounds, Runnable operation) {
    assertThat(store.count(operation))
        .satisfies(
            count -> assertThat(count.calls()).isLessThanOrEqualTo(calls),
            count -> assertThat(count.rounds()).isLessThanOrEqualTo(rounds));
  }

  @Test
  void anArrayIsFoundByItsKeyInOneRequestAndByItsIdInTwo() {
    ArrayId id = made(1);
    expect(
        1, 1, () -> assertThat(arrays.findByKey(COLLECTION, StorageFixtures.key(1))).isPresent());
    expect(2, 2, () -> assertThat(arrays.find(COLLECTION, id)).isPresent());
    write(id);
    expect(
        1,
        1,
        () ->
            assertThat(arrays.findByKey(COLLECTION, StorageFixtures.key(1)))
                .hasValueSatisfying(found -> assertThat(found.hasData()).isTrue()));
  }

  @Test
  void aBoxIsReadInOneRequestMoreThanItHasObjects() {
    write(made(1));
    expect(
        5,
        2,
        () -> {
          try (CollectionArray found =
                  arrays.findToReadByKey(COLLECTION, StorageFixtures.key(1)).orElseThrow();
              ArrayReader reader = found.open(ALL)) {
            assertThat(StorageFixtures.read(reader, DType.INT16, ALL)).startsWith(1, 0);
          }
        });
  }

  @Test
  void aBoxIsWrittenInFourRequestsMoreThanItHasObjects() {
    ArrayId id = made(1);
    expect(8, 5, () -> write(id));
  }

  @Test
  void anArrayIsMadeInSixRequestsAndDeletedInSeven() {
    ArrayHeader header = StorageFixtures.header(1);
    expect(6, 5, () -> arrays.create(COLLECTION, header));
    write(header.id());
    expect(7, 5, () -> arrays.delete(COLLECTION, header.id(), Precondition.NONE));
  }

  @Test
  void attributesAreChangedInFiveRequests() {
    ArrayId id = made(1);
    expect(
        5,
        5,
        () ->
            arrays.updateAttributes(
                COLLECTION, id, before -> StorageFixtures.count(3), Precondition.NONE));
  }

  @Test
  void manyArraysAreMadeListedAndClearedSideBySide() {
    List<ArrayHeader> headers = IntStream.range(0, 100).mapToObj(StorageFixtures::header).toList();
    expect(
        600,
        5 * 7 + 1,
        () ->
            assertThat(arrays.createAll(COLLECTION, headers))
                .hasSize(100)
                .hasOnlyElementsOfType(CreationResult.Created.class));
    expect(
        201,
        1 + 2 * 7,
        () -> {
          List<ArrayId> ids = arrays.list(COLLECTION, null, 100);
          List<Optional<StoredArray>> found =
              arrays.each(COLLECTION, ids, id -> arrays.find(COLLECTION, id));
          assertThat(found).hasSize(100).doesNotContain(Optional.empty());
        });
    expect(607, 36, () -> assertThat(storage.collections().clear(COLLECTION.name())).isTrue());
    assertThat(arrays.list(COLLECTION, null, 100)).isEmpty();
  }
}
