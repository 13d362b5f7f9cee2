package io.hypertile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index answers as the arrays themselves would. */
class SqliteCatalogTest extends CatalogFixture {

  @Test
  void indexEvaluatorAndMeaningAgree() {
    Random random = TestSeed.random();
    List<ArrayHeader> headers = CatalogRows.headers(random, 300);
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, headers);
    for (int round = 0; round < 400; round++) {
      MeantFilter filter = MeantFilter.filter(random, 4);
      BoundFilter bound = bound(filter.text());
      List<ArrayId> meant =
          headers.stream().filter(filter.meaning()::apply).map(ArrayHeader::id).sorted().toList();
      List<ArrayId> evaluated =
          headers.stream()
              .filter(each -> bound.matches(new ArrayRow(each)))
              .map(ArrayHeader::id)
              .sorted()
              .toList();
      assertThat(evaluated).as(filter.text()).isEqualTo(meant);
      assertThat(found(bound, ArrayOrder.BY_ID, 1000)).as(filter.text()).isEqualTo(meant);
      ArrayOrder order =
          ArrayOrder.parse(
              CatalogRows.any(random, List.of("n", "-f", "s,dt")),
              CatalogRows.COLLECTION.arrays().attributes());
      assertThat(found(bound, order, 17))
          .as(filter.text())
          .containsExactlyInAnyOrderElementsOf(meant);
    }
  }

  @Test
  void rareKeysAreLookedUpAndFrequentOnesPassedInOrder() {
    catalog.create(CatalogRows.COLLECTION);
    Random random = TestSeed.random();
    List<ArrayHeader> headers =
        CatalogRows.headers(random, 5_100).stream()
            .map(header ->
                new ArrayHeader(
                    header.id(),
                    Attributes.of(Map.of("n", AttributeValue.IntValue.of(random.nextInt(9_000)))),
                    header.custom()))
            .toList();
    catalog.put(CatalogRows.COLLECTION, headers);
    for (String sort : List.of("id", "n", "-f")) {
      ArrayOrder order = ArrayOrder.parse(sort, CatalogRows.COLLECTION.arrays().attributes());
      for (String filter :
          List.of("n == 7", "n < 100 and f > 0", "n >= 0", "n >= 0 and s == 'a'")) {
        CatalogQuery query = new CatalogQuery(bound(filter), order, Optional.empty(), 10);
        List<ArrayId> meant =
            headers.stream()
                .filter(each -> query.filter().matches(new ArrayRow(each)))
                .map(ArrayHeader::id)
                .toList();
        assertThat(found(query.filter(), order, 600))
            .as(filter + " " + sort)
            .containsExactlyInAnyOrderElementsOf(meant);
        awaitOrders(catalog);
        String plan = catalog.explain(CatalogRows.COLLECTION, query);
        if (filter.startsWith("n >=")) {
          assertThat(plan).as(filter + " " + sort).doesNotContain("TEMP B-TREE");
        } else {
          assertThat(plan).as(filter + " " + sort).contains("_key");
        }
      }
    }
  }

  @Test
  void pagesFollowTheOrderWithNullsLastAndTiesById() {
    Random random = TestSeed.random();
    List<ArrayHeader> headers = CatalogRows.headers(random, 250);
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, headers);
    for (String sort : List.of("n", "-n", "f", "-f", "s,-f", "-dt,s,n", "dt,-s,-f,n", "f,dt")) {
      Comparator<ArrayHeader> order =
          Stream.of(sort.split(","))
              .map(CatalogRows::by)
              .reduce(Comparator::thenComparing)
              .orElseThrow()
              .thenComparing(ArrayHeader::id);
      List<ArrayId> expected = headers.stream().sorted(order).map(ArrayHeader::id).toList();
      ArrayOrder bound = ArrayOrder.parse(sort, CatalogRows.COLLECTION.arrays().attributes());
      for (int limit : new int[] {1, 7, 1000}) {
        assertThat(found(BoundFilter.ALL, bound, limit)).as(sort + " " + limit).isEqualTo(expected);
      }
    }
  }

  @Test
  void pagesAreRunsOfAnIndex() {
    catalog.create(CatalogRows.COLLECTION);
    List<ArrayHeader> headers = CatalogRows.headers(TestSeed.random(), 50);
    catalog.put(CatalogRows.COLLECTION, headers);
    for (String sort : List.of("id", "-id", "n", "-f", "s,-dt")) {
      ArrayOrder order = ArrayOrder.parse(sort, CatalogRows.COLLECTION.arrays().attributes());
      found(BoundFilter.ALL, order, 10);
      awaitOrders(catalog);
      ArrayHeader first = headers.getFirst();
      for (Optional<IndexEntry> after :
          List.of(
              Optional.<IndexEntry>empty(),
              Optional.of(IndexEntry.of(first.id(), order.position(new ArrayRow(first)))))) {
        String plan =
            catalog.explain(
                CatalogRows.COLLECTION, new CatalogQuery(BoundFilter.ALL, order, after, 10));
        assertThat(plan).as(sort).doesNotContain("TEMP B-TREE");
      }
    }
  }

  @Test
  void changesAreFollowed() {
    catalog.create(CatalogRows.COLLECTION);
    Random random = TestSeed.random();
    TreeMap<ArrayId, ArrayHeader> model = new TreeMap<>();
    for (int round = 0; round < 300; round++) {
      boolean known = !model.isEmpty() && random.nextBoolean();
      if (known && random.nextInt(3) == 0) {
        ArrayId gone = CatalogRows.any(random, List.copyOf(model.keySet()));
        catalog.remove(CatalogRows.COLLECTION, gone);
        model.remove(gone);
      } else {
        ArrayHeader drawn = CatalogRows.header(random);
        ArrayId id = known ? CatalogRows.any(random, List.copyOf(model.keySet())) : drawn.id();
        ArrayHeader put = new ArrayHeader(id, drawn.primary(), drawn.custom());
        catalog.put(CatalogRows.COLLECTION, List.of(put));
        model.put(id, put);
      }
      assertThat(catalog.count(CatalogRows.COLLECTION)).hasValue(model.size());
    }
    BoundFilter filter = bound("f >= 0 or s == null");
    assertThat(found(filter, ArrayOrder.BY_ID, 20))
        .isEqualTo(
            model.values().stream()
                .filter(each -> filter.matches(new ArrayRow(each)))
                .map(ArrayHeader::id)
                .toList());
  }

  @Test
  void manyOrdersKeepFewIndexes() {
    catalog.create(CatalogRows.COLLECTION);
    catalog.put(CatalogRows.COLLECTION, CatalogRows.headers(TestSeed.random(6), 20));
    List<String> names = List.of("n", "dt", "f", "s");
    for (String one : names) {
      for (String other : names) {
        for (String sign : List.of("", "-")) {
          if (!one.equals(other)) {
            ArrayOrder order =
                ArrayOrder.parse(
                    one + "," + sign + other, CatalogRows.COLLECTION.arrays().attributes());
            assertThat(found(BoundFilter.ALL, order, 6)).hasSize(20);
          }
        }
      }
    }
  }
}
