package io.hypertile.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.IndexEntry;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.engine.TestStorage;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.store.CountedStore;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.engine.OpenedZarr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of a server that shares a store goes on, after a start, from where it was left. */
class FollowedIndexTest {
  private static final int ARRAYS = 60;

  @TempDir private Path scratch;
  private final FlakyStore line = new FlakyStore(new MemoryStore("lake"));
  private final CountedStore store = new CountedStore(line);
  private TestStorage mine;
  private TestStorage theirs;
  private SqliteCatalog catalog;
  private ArrayIndex index;
  private final List<ArrayId> made = new ArrayList<>();

  @BeforeEach
  void open() {
    mine = storage("mine");
    theirs = storage("theirs");
    theirs.collections().create(NumberedArrays.COLLECTION);
    for (int number = 0; number < ARRAYS; number++) {
      make(number);
    }
    openIndex();
  }

  private TestStorage storage(String name) {
    return OpenedZarr.farAway(
        new CommittedRevisions(store, true), new StorePrefix("lake"), scratch.resolve(name));
  }

  private void openIndex() {
    catalog = SqliteCatalog.open(scratch.resolve("catalog"));
    index = new ArrayIndex(catalog, mine.arrays(), 4, Duration.ofMinutes(1));
    index.checkFiles(collection -> true);
  }

  private void closeIndex() {
    index.close();
    catalog.close();
  }

  @AfterEach
  void close() throws Exception {
    closeIndex();
    mine.close();
    theirs.close();
  }

  private void make(int number) {
    ArrayHeader header = NumberedArrays.header(number);
    theirs.arrays().create(NumberedArrays.COLLECTION, header);
    made.add(header.id());
  }

  /** Makes an array here, which the index is told of. */
  private void makeHere(int number) {
    ArrayHeader header = NumberedArrays.header(number);
    mine.arrays().create(NumberedArrays.COLLECTION, header);
    index.created(NumberedArrays.COLLECTION, List.of(header));
    made.add(header.id());
  }

  private void remove(int at) {
    theirs.arrays().delete(NumberedArrays.COLLECTION, made.remove(at), Precondition.NONE);
  }

  private List<ArrayId> listed() {
    return entries().stream().map(IndexEntry::id).toList();
  }

  private List<IndexEntry> entries() {
    CatalogQuery query =
        new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, Optional.empty(), 1_000);
    return index.find(NumberedArrays.COLLECTION, query).orElseThrow().entries();
  }

  private void assertListed() {
    assertThat(listed()).containsExactlyElementsOf(made.stream().sorted().toList());
  }

  /** Calls of the first list after a start. */
  private int started() {
    closeIndex();
    openIndex();
    int calls = store.count(this::listed).calls();
    assertListed();
    return calls;
  }

  @Test
  void aStartWithAnIndexReadsWhatHasChangedAlone() {
    assertListed();
    assertThat(started()).isEqualTo(2);
    remove(3);
    make(ARRAYS);
    assertThat(started()).isLessThan(ARRAYS / 2);
    assertThat(started()).isEqualTo(2);
  }

  @Test
  void arrayThatWasMadeHereAndIsRemovedElsewhereIsMissed() throws Exception {
    assertListed();
    makeHere(ARRAYS);
    remove(ARRAYS);
    index.rebuildSoon(NumberedArrays.COLLECTION).await();
    assertListed();
  }

  @Test
  void arrayThatWasMadeHereAndIsRemovedElsewhereBeforeTheNextStartIsMissed() {
    assertListed();
    makeHere(ARRAYS);
    closeIndex();
    remove(ARRAYS);
    openIndex();
    assertThat(store.count(this::listed).calls()).isLessThan(ARRAYS / 2);
    assertListed();
  }

  @Test
  void arrayThatTheStoreDidNotAnswerForIsReadByALaterLook() {
    assertListed();
    make(ARRAYS);
    AtomicInteger calls = new AtomicInteger();
    int looks = 3;
    line.faults(
        () -> calls.incrementAndGet() > looks ? FlakyStore.Fault.LATER : FlakyStore.Fault.NONE);
    assertThat(entries()).anyMatch(entry -> !entry.readable());
    line.faults(() -> FlakyStore.Fault.NONE);
    closeIndex();
    openIndex();
    assertThat(entries()).hasSize(made.size()).allMatch(IndexEntry::readable);
  }

  @Test
  void aStartWithoutAnIndexReadsAll() throws Exception {
    assertListed();
    closeIndex();
    Files.delete(scratch.resolve("catalog/index.sqlite"));
    openIndex();
    assertThat(store.count(this::listed).calls()).isGreaterThan(ARRAYS);
    assertListed();
  }

  @Test
  void aCollectionThatWasMadeAnewIsNotTakenForTheOneBefore() {
    assertListed();
    index.emptied(NumberedArrays.COLLECTION.name());
    theirs.collections().clear(NumberedArrays.COLLECTION.name());
    made.clear();
    make(1);
    assertListed();
    assertThat(started()).isEqualTo(2);
  }
}
