package io.hypertile.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.CatalogQuery;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists by id come from the index where it has every array, and from the directories otherwise. */
class ListsByIdTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path root;
  private Hdf5Storage storage;
  private SqliteCatalog catalog;
  private ArrayIndex index;
  private ArrayLists lists;
  private final TreeSet<ArrayId> model = new TreeSet<>();

  @BeforeEach
  void createArrays() {
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    storage.collections().create(NumberedArrays.COLLECTION);
    openIndex();
    index.createdCollection(NumberedArrays.COLLECTION);
    for (int number = 0; number < 25; number++) {
      ArrayHeader header = NumberedArrays.header(number);
      storage.arrays().create(NumberedArrays.COLLECTION, header);
      index.created(NumberedArrays.COLLECTION, List.of(header));
      model.add(header.id());
    }
  }

  private void openIndex() {
    catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
    index = new ArrayIndex(catalog, storage.arrays(), 2, PATIENCE);
    lists = new ArrayLists(storage.arrays(), index);
  }

  @AfterEach
  void close() {
    index.close();
    catalog.close();
    storage.close();
  }

  private static ArrayId id(ListedArray array) {
    return switch (array) {
      case ListedArray.Readable readable -> readable.array().header().id();
      case ListedArray.Unreadable unreadable -> unreadable.id();
    };
  }

  private Page<ListedArray, ListPlace> page(Optional<ListPlace> after) {
    return lists.list(NumberedArrays.COLLECTION, ArrayQuery.all(after, 4));
  }

  /** Ids of all pages; the work is done after the second. */
  private List<ArrayId> ids(Runnable afterSecond) {
    List<ArrayId> ids = new ArrayList<>();
    Optional<ListPlace> after = Optional.empty();
    int pages = 0;
    do {
      Page<ListedArray, ListPlace> page = page(after);
      page.items().forEach(item -> ids.add(id(item)));
      after = page.next();
      if (++pages == 2) {
        afterSecond.run();
      }
    } while (after.isPresent());
    return ids;
  }

  private Path file(ArrayId id) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("collections"))) {
      return files
          .filter(path -> path.endsWith(id.text() + ".hdf5"))
          .filter(path -> !Files.isSymbolicLink(path))
          .findFirst()
          .orElseThrow();
    }
  }

  private void rebuild() {
    index.emptied(NumberedArrays.COLLECTION.name());
    index.find(
        NumberedArrays.COLLECTION,
        new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, Optional.empty(), 1));
    assertThat(catalog.isCurrent(NumberedArrays.COLLECTION)).isTrue();
  }

  @Test
  void pagesOfIndexAndDirectoriesContinueOneAnother() {
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    assertThat(ids(() -> catalog.invalidate(NumberedArrays.COLLECTION)))
        .isEqualTo(List.copyOf(model));
    assertThat(catalog.isCurrent(NumberedArrays.COLLECTION)).isFalse();
    assertThat(ids(this::rebuild)).isEqualTo(List.copyOf(model));
  }

  @Test
  void arrayThatNobodyCanReadIsInEveryListById() throws IOException {
    ArrayId damaged = List.copyOf(model).get(10);
    Files.writeString(file(damaged), "this is no array");
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    rebuild();
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    index.close();
    catalog.close();
    openIndex();
    assertThat(catalog.isCurrent(NumberedArrays.COLLECTION)).isTrue();
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    assertThat(catalog.count(NumberedArrays.COLLECTION)).hasValue(25);
    storage.arrays().delete(NumberedArrays.COLLECTION, damaged, Precondition.NONE);
    index.changed(NumberedArrays.COLLECTION, damaged);
    model.remove(damaged);
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    assertThat(catalog.count(NumberedArrays.COLLECTION)).hasValue(24);
  }

  @Test
  void arrayThatVanishedIsInNoList() throws IOException {
    ArrayId gone = List.copyOf(model).get(6);
    Files.delete(file(gone));
    model.remove(gone);
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    assertThat(catalog.count(NumberedArrays.COLLECTION)).hasValue(24);
  }

  @Test
  void changeThatCannotBeReadBackLosesNoArray() throws IOException {
    ArrayId damaged = List.copyOf(model).get(3);
    Files.writeString(file(damaged), "this is no array");
    index.changed(NumberedArrays.COLLECTION, damaged);
    assertThat(catalog.isCurrent(NumberedArrays.COLLECTION)).isTrue();
    assertThat(catalog.count(NumberedArrays.COLLECTION)).hasValue(25);
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
  }

  @Test
  void storageThatOthersChangeIsListedFromItsDirectories() {
    index.checkFiles(collection -> true);
    ArrayHeader foreign = NumberedArrays.header(99);
    storage.arrays().create(NumberedArrays.COLLECTION, foreign);
    model.add(foreign.id());
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
  }

  /** A catalog that does something when a rebuild is about to begin. */
  private record Interrupted(ArrayCatalog catalog, Runnable before) implements ArrayCatalog {
    @Override
    public void create(Collection collection) {
      catalog.create(collection);
    }

    @Override
    public void put(Collection collection, List<ArrayHeader> headers) {
      catalog.put(collection, headers);
    }

    @Override
    public void putUnreadable(Collection collection, List<ArrayId> ids) {
      catalog.putUnreadable(collection, ids);
    }

    @Override
    public void remove(Collection collection, ArrayId id) {
      catalog.remove(collection, id);
    }

    @Override
    public void clear(CollectionName name) {
      catalog.clear(name);
    }

    @Override
    public void drop(CollectionName name) {
      catalog.drop(name);
    }

    @Override
    public boolean isCurrent(Collection collection) {
      return catalog.isCurrent(collection);
    }

    @Override
    public void invalidate(Collection collection) {
      catalog.invalidate(collection);
    }

    @Override
    public OptionalLong count(Collection collection) {
      return catalog.count(collection);
    }

    @Override
    public Optional<IndexPage> find(Collection collection, CatalogQuery query) {
      return catalog.find(collection, query);
    }

    @Override
    public void rebuild(Collection collection, Iterator<Scanned> pages) {
      before.run();
      catalog.rebuild(collection, pages);
    }

    @Override
    public Optional<byte[]> takeMarks(Collection collection) {
      return catalog.takeMarks(collection);
    }

    @Override
    public void keepMarks(Collection collection, byte[] marks) {
      catalog.keepMarks(collection, marks);
    }

    @Override
    public void close() {
      catalog.close();
    }
  }

  @Test
  void arrayMadeJustBeforeARebuildStaysInTheIndex() {
    index.close();
    List<ArrayHeader> made = new ArrayList<>();
    Interrupted interrupted = new Interrupted(catalog, () -> made.forEach(this::tell));
    index = new ArrayIndex(interrupted, storage.arrays(), 2, PATIENCE);
    lists = new ArrayLists(storage.arrays(), index);
    ArrayHeader late = NumberedArrays.header(77);
    made.add(late);
    rebuild();
    assertThat(storage.arrays().findHeader(NumberedArrays.COLLECTION, late.id())).isPresent();
    model.add(late.id());
    assertThat(catalog.isCurrent(NumberedArrays.COLLECTION)).isTrue();
    assertThat(ids(() -> {})).isEqualTo(List.copyOf(model));
    assertThat(catalog.count(NumberedArrays.COLLECTION)).hasValue(26);
  }

  private void tell(ArrayHeader header) {
    storage.arrays().create(NumberedArrays.COLLECTION, header);
    index.created(NumberedArrays.COLLECTION, List.of(header));
  }
}
