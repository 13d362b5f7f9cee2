package io.hypertile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.catalog.ArrayCatalog.Scanned;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index knows when it may not be trusted, and is brought in line with the arrays. */
class CatalogRebuildTest extends CatalogFixture {
  private static Iterator<Scanned> scan(List<ArrayHeader> headers, Runnable afterFirst) {
    List<ArrayHeader> sorted =
        headers.stream().sorted(Comparator.comparing(ArrayHeader::id)).toList();
    List<Scanned> pages = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += 10) {
      List<ArrayHeader> page = sorted.subList(from, Math.min(sorted.size(), from + 10));
      pages.add(new Scanned(page.getLast().id(), page, List.of()));
    }
    Iterator<Scanned> inner = pages.iterator();
    return new Iterator<>() {
      private boolean first = true;

      @Override
      public boolean hasNext() {
        return inner.hasNext();
      }

      @Override
      public Scanned next() {
        Scanned page = inner.next();
        if (first) {
          afterFirst.run();
        }
        first = false;
        return page;
      }
    };
  }

  @Test
  void rebuildBringsTheIndexInLineAndChangesMeanwhileWin() {
    Random random = TestSeed.random();
    List<ArrayHeader> headers = CatalogRows.headers(random, 55);
    List<ArrayHeader> old = CatalogRows.headers(random, 30);
    catalog.put(CatalogRows.COLLECTION, old);
    catalog.put(
        CatalogRows.COLLECTION,
        headers.subList(0, 20).stream()
            .map(header ->
                new ArrayHeader(header.id(), header.primary(), CatalogRows.header(random).custom()))
            .toList());
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isFalse();
    assertThat(
            catalog.find(
                CatalogRows.COLLECTION,
                new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, Optional.empty(), 5)))
        .isEmpty();
    ArrayHeader made = CatalogRows.header(random);
    ArrayHeader gone = headers.get(3);
    ArrayHeader changed =
        new ArrayHeader(
            headers.get(4).id(), headers.get(4).primary(), CatalogRows.header(random).custom());
    catalog.rebuild(
        CatalogRows.COLLECTION,
        scan(
            headers,
            () -> {
              catalog.put(CatalogRows.COLLECTION, List.of(made, changed));
              catalog.remove(CatalogRows.COLLECTION, gone.id());
            }));
    List<ArrayHeader> expected = new ArrayList<>(headers);
    expected.remove(gone);
    expected.set(expected.indexOf(headers.get(4)), changed);
    expected.add(made);
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isTrue();
    assertThat(found(BoundFilter.ALL, ArrayOrder.BY_ID, 7))
        .isEqualTo(expected.stream().map(ArrayHeader::id).sorted().toList());
    BoundFilter filter = bound("s >= 'a' or dt == null");
    assertThat(found(filter, ArrayOrder.BY_ID, 7))
        .isEqualTo(
            expected.stream()
                .filter(each -> filter.matches(new ArrayRow(each)))
                .map(ArrayHeader::id)
                .sorted()
                .toList());
  }

  @Test
  void rebuildOfACollectionInvalidatedMeanwhileLeavesItStale() {
    List<ArrayHeader> headers = CatalogRows.headers(TestSeed.random(2), 30);
    catalog.create(CatalogRows.COLLECTION);
    catalog.rebuild(
        CatalogRows.COLLECTION, scan(headers, () -> catalog.invalidate(CatalogRows.COLLECTION)));
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isFalse();
    catalog.rebuild(
        CatalogRows.COLLECTION, scan(headers, () -> catalog.clear(CatalogRows.COLLECTION.name())));
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isFalse();
    catalog.rebuild(CatalogRows.COLLECTION, scan(headers, () -> {}));
    assertThat(catalog.count(CatalogRows.COLLECTION)).hasValue(30);
  }

  @Test
  void indexLeftWholeIsCurrentAfterARestart() {
    List<ArrayHeader> headers = CatalogRows.headers(TestSeed.random(3), 20);
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, headers);
    catalog.close();
    open();
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isTrue();
    assertThat(catalog.count(CatalogRows.COLLECTION)).hasValue(20);
    assertThat(catalog.isCurrent(CatalogRows.collection("int"))).as("other attributes").isFalse();
  }

  @Test
  void indexOfACrashedServerIsStale() throws IOException {
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, CatalogRows.headers(TestSeed.random(4), 20));
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String name : List.of("index.sqlite", "index.sqlite-wal")) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }
    try (SqliteCatalog crashed = SqliteCatalog.open(copy)) {
      assertThat(crashed.isCurrent(CatalogRows.COLLECTION)).isFalse();
    }
  }

  @Test
  void brokenFileIsMadeAgain() throws IOException {
    catalog.create(CatalogRows.COLLECTION);
    catalog.close();
    Files.writeString(directory.resolve("index.sqlite"), "this is no database ".repeat(500));
    open();
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isFalse();
    catalog.rebuild(
        CatalogRows.COLLECTION, scan(CatalogRows.headers(TestSeed.random(5), 12), () -> {}));
    assertThat(catalog.count(CatalogRows.COLLECTION)).hasValue(12);
  }

  /** Damage within a file that begins as it should and says that it was left whole. */
  @ParameterizedTest
  @ValueSource(strings = {"cut", "cut to a page", "empty", "page of noise", "pages of zeros"})
  void damagedFileIsMadeAgain(String damage) throws IOException {
    List<ArrayHeader> headers = CatalogRows.headers(TestSeed.random(7), 3_000);
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, headers);
    catalog.close();
    Path file = directory.resolve("index.sqlite");
    byte[] bytes = Files.readAllBytes(file);
    int half = bytes.length / 2 / 4096 * 4096;
    switch (damage) {
      case "cut" -> bytes = java.util.Arrays.copyOf(bytes, half + 100);
      case "cut to a page" -> bytes = java.util.Arrays.copyOf(bytes, half);
      case "empty" -> bytes = new byte[0];
      case "page of noise" -> {
        byte[] noise = new byte[4096];
        TestSeed.random(8).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, half, noise.length);
      }
      default -> java.util.Arrays.fill(bytes, half, bytes.length, (byte) 0);
    }
    Files.write(file, bytes);
    open();
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isFalse();
    catalog.rebuild(CatalogRows.COLLECTION, scan(headers, () -> {}));
    assertThat(catalog.isCurrent(CatalogRows.COLLECTION)).isTrue();
    assertThat(catalog.count(CatalogRows.COLLECTION)).hasValue(3_000);
    assertThat(
            found(
                BoundFilter.ALL,
                ArrayOrder.parse("-dt,n", CatalogRows.COLLECTION.arrays().attributes()),
                500))
        .hasSize(3_000);
  }
}
