package io.hypertile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders are indexed in the background while lists are answered and arrays change. */
class OrderBuilderTest {
  private static final int ROWS = 8 * OrderBuilder.STEP;
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "c", "kind": "array", "dtype": "int8",
               "dimensions": [{"name": "x", "size": 1}],
               "attributes": [{"name": "n", "dtype": "int", "primary": true},
                              {"name": "f", "dtype": "float"},
                              {"name": "s", "dtype": "string"}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));
  private static final Comparator<ArrayHeader> BY_F_DOWN =
      Comparator.<ArrayHeader, Boolean>comparing(header -> header.find("f").isEmpty())
          .thenComparing(OrderBuilderTest::f, Comparator.reverseOrder())
          .thenComparing(ArrayHeader::id);

  @TempDir Path directory;
  private final AtomicReference<Runnable> betweenSteps = new AtomicReference<>(() -> {});
  private final TreeMap<ArrayId, ArrayHeader> model = new TreeMap<>();
  private final Random random = TestSeed.random();
  private SqliteCatalog catalog;

  @BeforeEach
  void open() {
    catalog = SqliteCatalog.open(directory, () -> betweenSteps.get().run());
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private static double f(ArrayHeader header) {
    return header
        .find("f")
        .map(value -> ((AttributeValue.FloatValue) value).value() + 0.0)
        .orElse(0.0);
  }

  private ArrayHeader header(ArrayId id) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put(
        "f",
        random.nextInt(5) == 0 ? null : new AttributeValue.FloatValue(random.nextInt(900) / 8.0));
    custom.put("s", random.nextInt(3) == 0 ? null : new AttributeValue.TextValue(""));
    return new ArrayHeader(
        id,
        Attributes.of(Map.of("n", AttributeValue.IntValue.of(random.nextInt()))),
        Attributes.of(custom));
  }

  private void fill(int rows) {
    List<ArrayHeader> headers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      ArrayHeader header = header(ArrayId.random());
      headers.add(header);
      model.put(header.id(), header);
    }
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers);
  }

  private void change() {
    for (int round = 0; round < 40; round++) {
      ArrayId known = model.ceilingKey(ArrayId.random());
      if (known == null || round % 4 == 0) {
        put(header(ArrayId.random()));
      } else if (round % 4 == 1) {
        model.remove(known);
        catalog.remove(COLLECTION, known);
      } else {
        put(header(known));
      }
    }
  }

  private void put(ArrayHeader header) {
    model.put(header.id(), header);
    catalog.put(COLLECTION, List.of(header));
  }

  private static ArrayOrder order(String text) {
    return ArrayOrder.parse(text, COLLECTION.arrays().attributes());
  }

  private List<ArrayId> found(BoundFilter filter, ArrayOrder order) {
    List<ArrayId> ids = new ArrayList<>();
    Optional<IndexEntry> after = Optional.empty();
    while (true) {
      ArrayCatalog.IndexPage page =
          catalog.find(COLLECTION, new CatalogQuery(filter, order, after, 999)).orElseThrow();
      page.entries().forEach(entry -> ids.add(entry.id()));
      if (!page.more()) {
        return ids;
      }
      after = Optional.of(page.entries().getLast());
    }
  }

  /** Asks for a first page, and so for an order. */
  private void ask(String sort) {
    CatalogQuery query = new CatalogQuery(BoundFilter.ALL, order(sort), Optional.empty(), 10);
    assertThat(catalog.find(COLLECTION, query)).isPresent();
  }

  private List<ArrayId> expected(BoundFilter filter) {
    return model.values().stream()
        .filter(each -> filter.matches(new ArrayRow(each)))
        .sorted(BY_F_DOWN)
        .map(ArrayHeader::id)
        .toList();
  }

  private String plan(String sort) {
    return catalog.explain(
        COLLECTION, new CatalogQuery(BoundFilter.ALL, order(sort), Optional.empty(), 10));
  }

  @Test
  void listsAndChangesContinueWhileAnOrderIsIndexed() {
    fill(ROWS);
    BoundFilter some =
        FilterBinder.bind(
            FilterParser.parse("f < 100 and s == null or not (f > 0)"),
            COLLECTION.arrays().attributes());
    AtomicInteger steps = new AtomicInteger();
    List<AssertionError> failures = new ArrayList<>();
    betweenSteps.set(() -> {
      steps.incrementAndGet();
      change();
      try {
        assertThat(found(some, order("-f"))).isEqualTo(expected(some));
        assertThat(found(BoundFilter.ALL, order("-f"))).isEqualTo(expected(BoundFilter.ALL));
      } catch (AssertionError e) {
        failures.add(e);
      }
    });
    assertThat(found(BoundFilter.ALL, order("-f")).size()).isPositive();
    CatalogFixture.awaitOrders(catalog);
    assertThat(failures).isEmpty();
    assertThat(steps.get()).isGreaterThanOrEqualTo(ROWS / OrderBuilder.STEP);
    assertThat(plan("-f")).contains("SCAN o").doesNotContain("TEMP B-TREE");
    assertThat(found(BoundFilter.ALL, order("-f"))).isEqualTo(expected(BoundFilter.ALL));
    change();
    assertThat(found(BoundFilter.ALL, order("-f"))).isEqualTo(expected(BoundFilter.ALL));
    assertThat(found(some, order("-f"))).isEqualTo(expected(some));
  }

  @Test
  void boundsOfTheFirstTermBoundWhatIsPassed() {
    fill(50);
    found(BoundFilter.ALL, order("-f"));
    CatalogFixture.awaitOrders(catalog);
    for (String text :
        List.of("f > 50", "f == null", "f != null", "f in (1, 2.5, null)", "not (f >= 12.5)")) {
      BoundFilter filter =
          FilterBinder.bind(FilterParser.parse(text), COLLECTION.arrays().attributes());
      assertThat(found(filter, order("-f"))).as(text).isEqualTo(expected(filter));
    }
    BoundFilter high =
        FilterBinder.bind(FilterParser.parse("f > 50"), COLLECTION.arrays().attributes());
    assertThat(
            catalog.explain(COLLECTION, new CatalogQuery(high, order("-f"), Optional.empty(), 10)))
        .contains("SEARCH o USING PRIMARY KEY (n1=? AND a1>? AND a1<?)");
  }

  @Test
  void collectionDroppedMeanwhileIsGivenUp() {
    fill(ROWS);
    betweenSteps.set(() -> {
      catalog.drop(COLLECTION.name());
      betweenSteps.set(() -> {});
    });
    // The page itself may come too late for the collection as well.
    catalog.find(COLLECTION, new CatalogQuery(BoundFilter.ALL, order("-f"), Optional.empty(), 10));
    CatalogFixture.awaitOrders(catalog);
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    model.clear();
    fill(100);
    found(BoundFilter.ALL, order("-f"));
    CatalogFixture.awaitOrders(catalog);
    assertThat(found(BoundFilter.ALL, order("-f"))).isEqualTo(expected(BoundFilter.ALL));
  }

  @Test
  void indexedOrdersOutliveARestartAndHalfOnesDoNot() {
    fill(ROWS);
    found(BoundFilter.ALL, order("-f"));
    CatalogFixture.awaitOrders(catalog);
    AtomicReference<Thread> closing = new AtomicReference<>();
    betweenSteps.set(() -> {
      if (closing.get() == null) {
        closing.set(Thread.ofPlatform().start(catalog::close));
        while (closing.get().getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
      }
    });
    ask("s,-f");
    CatalogFixture.awaitOrders(catalog);
    betweenSteps.set(() -> {});
    catalog.close();
    open();
    assertThat(catalog.isCurrent(COLLECTION)).isTrue();
    assertThat(plan("-f")).contains("SCAN o");
    assertThat(plan("s,-f")).contains("TEMP B-TREE");
    change();
    assertThat(found(BoundFilter.ALL, order("-f"))).isEqualTo(expected(BoundFilter.ALL));
    List<ArrayId> scanned = found(BoundFilter.ALL, order("s,-f"));
    CatalogFixture.awaitOrders(catalog);
    assertThat(plan("s,-f")).contains("SCAN o");
    assertThat(found(BoundFilter.ALL, order("s,-f"))).isEqualTo(scanned);
  }

  @Test
  void orderNotUsedForLongestMakesRoom() {
    fill(60);
    List<String> sorts = new ArrayList<>();
    for (String one : List.of("n", "f", "s")) {
      for (String other : List.of("n", "f", "s")) {
        if (!one.equals(other)) {
          sorts.addAll(
              List.of(one + ",-" + other, "-" + one + "," + other, "-" + one + ",-" + other));
        }
      }
    }
    assertThat(sorts).hasSize(18);
    for (String sort : sorts) {
      found(BoundFilter.ALL, order(sort));
      CatalogFixture.awaitOrders(catalog);
      assertThat(plan(sort)).as(sort).contains("SCAN o");
      found(BoundFilter.ALL, order(sorts.getFirst()));
    }
    assertThat(plan(sorts.getFirst())).contains("SCAN o");
    assertThat(plan(sorts.get(1))).contains("TEMP B-TREE");
    assertThat(plan(sorts.get(2))).contains("TEMP B-TREE");
    assertThat(plan(sorts.get(3))).contains("SCAN o");
  }

  @Test
  void fewArraysOfAKeyNeedNoOrder() {
    fill(60);
    ArrayHeader one = model.firstEntry().getValue();
    BoundFilter filter =
        FilterBinder.bind(
            FilterParser.parse("id == '" + one.id().text() + "'"),
            COLLECTION.arrays().attributes());
    assertThat(found(filter, order("-f"))).containsExactly(one.id());
    assertThat(catalog.isIdle()).isTrue();
    assertThat(plan("-f")).contains("TEMP B-TREE");
  }
}
