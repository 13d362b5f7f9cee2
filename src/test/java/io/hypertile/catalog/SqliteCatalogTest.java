package io.hypertile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.catalog.ArrayCatalog.Scanned;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.JsonReading;
import io.hypertile.schema.SchemaJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index answers as the arrays themselves would, and knows when it may not be trusted. */
class SqliteCatalogTest {
  private static final Collection COLLECTION = collection("float");

  private static final List<BigInteger> INTS =
      Stream.of(
              "-1" + "0".repeat(40),
              "-9007199254740993",
              "-9007199254740992",
              "-300",
              "-1",
              "0",
              "1",
              "2",
              "255",
              "256",
              "9007199254740992",
              "9007199254740993",
              "9223372036854775808",
              "1" + "0".repeat(40))
          .map(BigInteger::new)
          .toList();

  private static final List<Double> FLOATS =
      List.of(
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          0.0,
          -0.0,
          1.0,
          -1.5,
          0.1,
          9007199254740992.0,
          -9007199254740992.0,
          1e40,
          Double.MIN_VALUE,
          Double.MAX_VALUE);

  private static final List<String> TEXTS =
      List.of("", "a", "A", "ab", "é", "z", "\uffee", "😀", "a'b", "a\"b", "\ue000");

  private static final List<Instant> TIMES =
      Stream.of(
              "0001-01-01T00:00:00Z",
              "1969-12-31T23:59:59.999999Z",
              "1970-01-01T00:00:00Z",
              "2023-01-03T04:05:06.000007Z",
              "9999-12-31T23:59:59.999999Z")
          .map(Instant::parse)
          .toList();

  @TempDir Path directory;
  private SqliteCatalog catalog;

  private static Collection collection(String type) {
    return SchemaJson.parse(
        JsonReading.parse(
            """
            {"name": "c", "kind": "array", "dtype": "int8",
             "dimensions": [{"name": "x", "size": 1}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "dt", "dtype": "datetime"},
                            {"name": "f", "dtype": "%s"},
                            {"name": "s", "dtype": "string"}]}
            """
                .formatted(type)
                .getBytes(StandardCharsets.UTF_8)));
  }

  @BeforeEach
  void open() {
    catalog = SqliteCatalog.open(directory);
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private static <T> T any(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static <T> @Nullable AttributeValue maybe(
      Random random, List<T> values, Function<T, AttributeValue> value) {
    return random.nextInt(4) == 0 ? null : value.apply(any(random, values));
  }

  private static ArrayHeader header(Random random) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("dt", maybe(random, TIMES, AttributeValue.TimeValue::new));
    custom.put("f", maybe(random, FLOATS, AttributeValue.FloatValue::new));
    custom.put("s", maybe(random, TEXTS, AttributeValue.TextValue::new));
    Attributes key = Attributes.of(Map.of("n", new AttributeValue.IntValue(any(random, INTS))));
    return new ArrayHeader(ArrayId.random(), key, Attributes.of(custom));
  }

  private static List<ArrayHeader> headers(Random random, int count) {
    return Stream.generate(() -> header(random)).limit(count).toList();
  }

  private static long seed() {
    long seed = System.nanoTime();
    System.out.println("seed of SqliteCatalogTest: " + seed);
    return seed;
  }

  /** A comparison with what it means, worked out with the platform's own numbers and texts. */
  private record Test3(String text, Function<ArrayHeader, Boolean> meaning) {}

  private static Test3 comparison(Random random) {
    String operator = any(random, List.of("==", "!=", "<", "<=", ">", ">="));
    return switch (random.nextInt(6)) {
      case 0 -> {
        String literal =
            random.nextBoolean()
                ? any(random, INTS).toString()
                : any(random, List.of("1.5", "-0.5", "9007199254740992.0", "1e40", "-1e40", "0.0"));
        BigDecimal number =
            literal.matches("-?[0-9]+")
                ? new BigDecimal(literal)
                : new BigDecimal(Double.parseDouble(literal));
        yield new Test3(
            "n " + operator + " " + literal, header -> number(header, "n", operator, number));
      }
      case 1 -> {
        String literal =
            random.nextBoolean()
                ? any(random, INTS).toString()
                : any(random, List.of("0.1", "-1.5", "1e40", "0.0", "-0.0", "4.9e-324"));
        BigDecimal number =
            literal.matches("-?[0-9]+")
                ? new BigDecimal(literal)
                : new BigDecimal(Double.parseDouble(literal));
        yield new Test3(
            "f " + operator + " " + literal, header -> number(header, "f", operator, number));
      }
      case 2 -> {
        String text = any(random, TEXTS);
        yield new Test3(
            "s " + operator + " '" + text.replace("'", "''") + "'",
            header ->
                header
                    .find("s")
                    .map(value ->
                        holds(
                            operator, codePoints(((AttributeValue.TextValue) value).value(), text)))
                    .orElse(false));
      }
      case 3 -> {
        Instant time = any(random, TIMES);
        yield new Test3(
            "dt " + operator + " " + (random.nextBoolean() ? time : "'" + time + "'"),
            header ->
                header
                    .find("dt")
                    .map(value ->
                        holds(operator, ((AttributeValue.TimeValue) value).value().compareTo(time)))
                    .orElse(false));
      }
      case 4 -> {
        String name = any(random, List.of("n", "f", "s", "dt"));
        boolean absent = random.nextBoolean();
        yield new Test3(
            name + (absent ? " == null" : " != null"),
            header -> header.find(name).isEmpty() == absent);
      }
      default -> {
        boolean not = random.nextBoolean();
        boolean nothing = random.nextBoolean();
        String text = "f " + (not ? "not in" : "in") + " (0.1, 1" + (nothing ? ", null)" : ")");
        yield new Test3(text, header -> member(header, not, nothing));
      }
    };
  }

  private static boolean member(ArrayHeader header, boolean not, boolean nothing) {
    Optional<Double> value =
        header.find("f").map(found -> ((AttributeValue.FloatValue) found).value());
    if (value.isEmpty()) {
      return !not && nothing;
    }
    return not != (value.get() == 0.1 || value.get() == 1);
  }

  private static boolean number(
      ArrayHeader header, String name, String operator, BigDecimal number) {
    return switch (header.find(name).orElse(null)) {
      case AttributeValue.IntValue(BigInteger value) ->
          holds(operator, new BigDecimal(value).compareTo(number));
      case AttributeValue.FloatValue(double value) ->
          Double.isNaN(value)
              ? operator.equals("!=")
              : holds(
                  operator,
                  Double.isInfinite(value)
                      ? (int) Math.signum(value)
                      : new BigDecimal(value).compareTo(number));
      case null, default -> false;
    };
  }

  private static int codePoints(String one, String other) {
    return java.util.Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
  }

  private static boolean holds(String operator, int order) {
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static Test3 filter(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return comparison(random);
    }
    Test3 left = filter(random, depth - 1);
    Test3 right = filter(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 ->
          new Test3(
              "(" + left.text + " and " + right.text + ")",
              header -> left.meaning.apply(header) && right.meaning.apply(header));
      case 1 ->
          new Test3(
              "(" + left.text + " or " + right.text + ")",
              header -> left.meaning.apply(header) || right.meaning.apply(header));
      default -> new Test3("not (" + left.text + ")", header -> !left.meaning.apply(header));
    };
  }

  private static BoundFilter bound(String filter) {
    return FilterBinder.bind(FilterParser.parse(filter), COLLECTION.schema());
  }

  static void awaitOrders(SqliteCatalog catalog) {
    while (!catalog.isIdle()) {
      Thread.onSpinWait();
    }
  }

  private List<ArrayId> found(BoundFilter filter, ArrayOrder order, int limit) {
    List<ArrayId> ids = new ArrayList<>();
    List<Optional<Key>> after = List.of();
    while (true) {
      ArrayCatalog.Found page =
          catalog.find(COLLECTION, new CatalogQuery(filter, order, after, limit)).orElseThrow();
      page.entries().forEach(entry -> ids.add(entry.id()));
      assertThat(page.entries().size()).isLessThanOrEqualTo(limit);
      if (!page.more()) {
        return ids;
      }
      after = page.entries().getLast().position();
    }
  }

  @Test
  void indexEvaluatorAndMeaningAgree() {
    Random random = new Random(seed());
    List<ArrayHeader> headers = headers(random, 300);
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers);
    for (int round = 0; round < 400; round++) {
      Test3 filter = filter(random, 4);
      BoundFilter bound = bound(filter.text);
      List<ArrayId> meant =
          headers.stream().filter(filter.meaning::apply).map(ArrayHeader::id).sorted().toList();
      List<ArrayId> evaluated =
          headers.stream().filter(bound::matches).map(ArrayHeader::id).sorted().toList();
      assertThat(evaluated).as(filter.text).isEqualTo(meant);
      assertThat(found(bound, ArrayOrder.BY_ID, 1000)).as(filter.text).isEqualTo(meant);
      ArrayOrder order =
          ArrayOrder.parse(any(random, List.of("n", "-f", "s,dt")), COLLECTION.schema());
      assertThat(found(bound, order, 17))
          .as(filter.text)
          .containsExactlyInAnyOrderElementsOf(meant);
    }
  }

  @Test
  void rareKeysAreLookedUpAndFrequentOnesPassedInOrder() {
    catalog.create(COLLECTION);
    Random random = new Random(seed());
    List<ArrayHeader> headers =
        headers(random, 5_100).stream()
            .map(header ->
                new ArrayHeader(
                    header.id(),
                    Attributes.of(Map.of("n", AttributeValue.IntValue.of(random.nextInt(9_000)))),
                    header.custom()))
            .toList();
    catalog.put(COLLECTION, headers);
    for (String sort : List.of("id", "n", "-f")) {
      ArrayOrder order = ArrayOrder.parse(sort, COLLECTION.schema());
      for (String filter :
          List.of("n == 7", "n < 100 and f > 0", "n >= 0", "n >= 0 and s == 'a'")) {
        CatalogQuery query = new CatalogQuery(bound(filter), order, List.of(), 10);
        List<ArrayId> meant =
            headers.stream().filter(query.filter()::matches).map(ArrayHeader::id).toList();
        assertThat(found(query.filter(), order, 600))
            .as(filter + " " + sort)
            .containsExactlyInAnyOrderElementsOf(meant);
        awaitOrders(catalog);
        String plan = catalog.explain(COLLECTION, query);
        if (filter.startsWith("n >=")) {
          assertThat(plan).as(filter + " " + sort).doesNotContain("TEMP B-TREE");
        } else {
          assertThat(plan).as(filter + " " + sort).contains("_key");
        }
      }
    }
  }

  private static int compare(ArrayHeader one, ArrayHeader other, String name) {
    AttributeValue a = one.find(name).orElseThrow();
    AttributeValue b = other.find(name).orElseThrow();
    return switch (a) {
      case AttributeValue.IntValue(BigInteger value) ->
          value.compareTo(((AttributeValue.IntValue) b).value());
      case AttributeValue.FloatValue(double value) ->
          Double.compare(value + 0.0, ((AttributeValue.FloatValue) b).value() + 0.0);
      case AttributeValue.TextValue(String value) ->
          codePoints(value, ((AttributeValue.TextValue) b).value());
      case AttributeValue.TimeValue(Instant value) ->
          value.compareTo(((AttributeValue.TimeValue) b).value());
      case AttributeValue.ComplexValue ignored -> throw new AssertionError();
      case AttributeValue.TupleValue ignored -> throw new AssertionError();
    };
  }

  private static Comparator<ArrayHeader> by(String term) {
    boolean descending = term.startsWith("-");
    String name = descending ? term.substring(1) : term;
    return (one, other) -> {
      boolean absent = one.find(name).isEmpty();
      if (absent || other.find(name).isEmpty()) {
        return Boolean.compare(absent, other.find(name).isEmpty());
      }
      int order = compare(one, other, name);
      return descending ? -order : order;
    };
  }

  @Test
  void pagesFollowTheOrderWithNullsLastAndTiesById() {
    Random random = new Random(seed());
    List<ArrayHeader> headers = headers(random, 250);
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers);
    for (String sort : List.of("n", "-n", "f", "-f", "s,-f", "-dt,s,n", "dt,-s,-f,n", "f,dt")) {
      Comparator<ArrayHeader> order =
          Stream.of(sort.split(","))
              .map(SqliteCatalogTest::by)
              .reduce(Comparator::thenComparing)
              .orElseThrow()
              .thenComparing(ArrayHeader::id);
      List<ArrayId> expected = headers.stream().sorted(order).map(ArrayHeader::id).toList();
      ArrayOrder bound = ArrayOrder.parse(sort, COLLECTION.schema());
      for (int limit : new int[] {1, 7, 1000}) {
        assertThat(found(BoundFilter.ALL, bound, limit)).as(sort + " " + limit).isEqualTo(expected);
      }
    }
  }

  @Test
  void pagesAreRunsOfAnIndex() {
    catalog.create(COLLECTION);
    List<ArrayHeader> headers = headers(new Random(1), 50);
    catalog.put(COLLECTION, headers);
    for (String sort : List.of("id", "-id", "n", "-f", "s,-dt")) {
      ArrayOrder order = ArrayOrder.parse(sort, COLLECTION.schema());
      found(BoundFilter.ALL, order, 10);
      awaitOrders(catalog);
      for (List<Optional<Key>> after :
          List.of(List.<Optional<Key>>of(), order.position(headers.getFirst()))) {
        String plan =
            catalog.explain(COLLECTION, new CatalogQuery(BoundFilter.ALL, order, after, 10));
        assertThat(plan).as(sort).doesNotContain("TEMP B-TREE");
      }
    }
  }

  @Test
  void changesAreFollowed() {
    catalog.create(COLLECTION);
    Random random = new Random(seed());
    TreeMap<ArrayId, ArrayHeader> model = new TreeMap<>();
    for (int round = 0; round < 300; round++) {
      boolean known = !model.isEmpty() && random.nextBoolean();
      if (known && random.nextInt(3) == 0) {
        ArrayId gone = any(random, List.copyOf(model.keySet()));
        catalog.remove(COLLECTION, gone);
        model.remove(gone);
      } else {
        ArrayHeader drawn = header(random);
        ArrayId id = known ? any(random, List.copyOf(model.keySet())) : drawn.id();
        ArrayHeader put = new ArrayHeader(id, drawn.primary(), drawn.custom());
        catalog.put(COLLECTION, List.of(put));
        model.put(id, put);
      }
      assertThat(catalog.count(COLLECTION)).hasValue(model.size());
    }
    BoundFilter filter = bound("f >= 0 or s == null");
    assertThat(found(filter, ArrayOrder.BY_ID, 20))
        .isEqualTo(model.values().stream().filter(filter::matches).map(ArrayHeader::id).toList());
  }

  private static Iterator<Scanned> scan(List<ArrayHeader> headers, Runnable afterFirst) {
    List<ArrayHeader> sorted =
        headers.stream().sorted(Comparator.comparing(ArrayHeader::id)).toList();
    List<Scanned> pages = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += 10) {
      List<ArrayHeader> page = sorted.subList(from, Math.min(sorted.size(), from + 10));
      pages.add(new Scanned(page.getLast().id(), page, true));
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
    Random random = new Random(seed());
    List<ArrayHeader> headers = headers(random, 55);
    List<ArrayHeader> old = headers(random, 30);
    catalog.put(COLLECTION, old);
    catalog.put(
        COLLECTION,
        headers.subList(0, 20).stream()
            .map(header -> new ArrayHeader(header.id(), header.primary(), header(random).custom()))
            .toList());
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    assertThat(
            catalog.find(
                COLLECTION, new CatalogQuery(BoundFilter.ALL, ArrayOrder.BY_ID, List.of(), 5)))
        .isEmpty();
    ArrayHeader made = header(random);
    ArrayHeader gone = headers.get(3);
    ArrayHeader changed =
        new ArrayHeader(headers.get(4).id(), headers.get(4).primary(), header(random).custom());
    catalog.rebuild(
        COLLECTION,
        scan(
            headers,
            () -> {
              catalog.put(COLLECTION, List.of(made, changed));
              catalog.remove(COLLECTION, gone.id());
            }));
    List<ArrayHeader> expected = new ArrayList<>(headers);
    expected.remove(gone);
    expected.set(expected.indexOf(headers.get(4)), changed);
    expected.add(made);
    assertThat(catalog.isCurrent(COLLECTION)).isTrue();
    assertThat(found(BoundFilter.ALL, ArrayOrder.BY_ID, 7))
        .isEqualTo(expected.stream().map(ArrayHeader::id).sorted().toList());
    BoundFilter filter = bound("s >= 'a' or dt == null");
    assertThat(found(filter, ArrayOrder.BY_ID, 7))
        .isEqualTo(
            expected.stream().filter(filter::matches).map(ArrayHeader::id).sorted().toList());
  }

  @Test
  void rebuildOfACollectionInvalidatedMeanwhileLeavesItStale() {
    List<ArrayHeader> headers = headers(new Random(2), 30);
    catalog.create(COLLECTION);
    catalog.rebuild(COLLECTION, scan(headers, () -> catalog.invalidate(COLLECTION)));
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    catalog.rebuild(COLLECTION, scan(headers, () -> catalog.clear(COLLECTION.name())));
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    catalog.rebuild(COLLECTION, scan(headers, () -> {}));
    assertThat(catalog.count(COLLECTION)).hasValue(30);
  }

  @Test
  void indexLeftWholeIsCurrentAfterARestart() {
    List<ArrayHeader> headers = headers(new Random(3), 20);
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers);
    catalog.close();
    open();
    assertThat(catalog.isCurrent(COLLECTION)).isTrue();
    assertThat(catalog.count(COLLECTION)).hasValue(20);
    assertThat(catalog.isCurrent(collection("int"))).as("other attributes").isFalse();
  }

  @Test
  void indexOfACrashedServerIsStale() throws IOException {
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers(new Random(4), 20));
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String name : List.of("index.sqlite", "index.sqlite-wal")) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }
    try (SqliteCatalog crashed = SqliteCatalog.open(copy)) {
      assertThat(crashed.isCurrent(COLLECTION)).isFalse();
    }
  }

  @Test
  void brokenFileIsMadeAnew() throws IOException {
    catalog.create(COLLECTION);
    catalog.close();
    Files.writeString(directory.resolve("index.sqlite"), "this is no database ".repeat(500));
    open();
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    catalog.rebuild(COLLECTION, scan(headers(new Random(5), 12), () -> {}));
    assertThat(catalog.count(COLLECTION)).hasValue(12);
  }

  /** Damage within a file that begins as it should and says that it was left whole. */
  @ParameterizedTest
  @ValueSource(strings = {"cut", "cut to a page", "empty", "page of noise", "pages of zeros"})
  void damagedFileIsMadeAnew(String damage) throws IOException {
    List<ArrayHeader> headers = headers(new Random(7), 3_000);
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers);
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
        new Random(8).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, half, noise.length);
      }
      default -> java.util.Arrays.fill(bytes, half, bytes.length, (byte) 0);
    }
    Files.write(file, bytes);
    open();
    assertThat(catalog.isCurrent(COLLECTION)).isFalse();
    catalog.rebuild(COLLECTION, scan(headers, () -> {}));
    assertThat(catalog.isCurrent(COLLECTION)).isTrue();
    assertThat(catalog.count(COLLECTION)).hasValue(3_000);
    assertThat(found(BoundFilter.ALL, ArrayOrder.parse("-dt,n", COLLECTION.schema()), 500))
        .hasSize(3_000);
  }

  @Test
  void manyOrdersKeepFewIndexes() {
    catalog.create(COLLECTION);
    catalog.put(COLLECTION, headers(new Random(6), 20));
    List<String> names = List.of("n", "dt", "f", "s");
    for (String one : names) {
      for (String other : names) {
        for (String sign : List.of("", "-")) {
          if (!one.equals(other)) {
            ArrayOrder order = ArrayOrder.parse(one + "," + sign + other, COLLECTION.schema());
            assertThat(found(BoundFilter.ALL, order, 6)).hasSize(20);
          }
        }
      }
    }
  }
}
