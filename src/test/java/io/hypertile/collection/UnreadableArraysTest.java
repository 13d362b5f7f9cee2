package io.hypertile.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists of arrays of which some cannot be read, against a model, while files are damaged and mended
 * behind the server's back, the index is made anew and the server starts again.
 */
class UnreadableArraysTest {
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "c", "kind": "array", "dtype": "float64",
               "dimensions": [{"name": "y", "size": 6}, {"name": "x", "size": 10}],
               "attributes": [{"name": "n", "dtype": "int", "primary": true},
                              {"name": "f", "dtype": "int"}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  /** Files of h5py whose cells are stored in forms that are not read, with room for a text. */
  private static final List<String> FORMS = List.of("refused-soft");

  private static final int META_ROOM = 98 + 33;

  /** What of an array can be read. */
  private enum State {
    WHOLE,
    ATTRIBUTES,
    NOTHING
  }

  private record Modelled(ArrayHeader header, State state) {}

  private record Meant(String text, Predicate<ArrayHeader> means, Predicate<ArrayId> mayMean) {}

  @TempDir Path root;
  private Hdf5Storage storage;
  private SqliteCatalog catalog;
  private ArrayIndex index;
  private ArrayLists lists;
  private final TreeMap<ArrayId, Modelled> model = new TreeMap<>();
  private final Map<ArrayId, byte[]> sound = new HashMap<>();
  private final Random random = TestSeed.random();
  private int numbers;

  @BeforeEach
  void open() {
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    if (storage.collections().find(COLLECTION.name()).isEmpty()) {
      storage.collections().create(COLLECTION);
    }
    catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
    index = new ArrayIndex(catalog, storage.arrays(), 2, Duration.ofMinutes(1));
    lists = new ArrayLists(storage.arrays(), index);
    index.start(storage.collections());
  }

  @AfterEach
  void close() {
    index.close();
    catalog.close();
    storage.close();
  }

  private void create() throws IOException {
    Map<String, AttributeValue> custom = new HashMap<>();
    custom.put("f", random.nextInt(3) == 0 ? null : AttributeValue.IntValue.of(random.nextInt(4)));
    Attributes key = Attributes.of(Map.of("n", AttributeValue.IntValue.of(numbers++)));
    ArrayHeader header = new ArrayHeader(ArrayId.random(), key, Attributes.of(custom));
    storage.arrays().create(COLLECTION, header);
    index.created(COLLECTION, List.of(header));
    model.put(header.id(), new Modelled(header, State.WHOLE));
    sound.put(header.id(), Files.readAllBytes(file(header.id())));
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

  /** Gives the file of an array the state, as another program would. */
  private void change(ArrayId id, State state) throws IOException {
    Modelled old = model.get(id);
    byte[] bytes =
        switch (state) {
          case WHOLE -> sound.get(id);
          case ATTRIBUTES -> withoutCells(old.header());
          case NOTHING ->
              random.nextBoolean()
                  ? "this is no array".getBytes(StandardCharsets.UTF_8)
                  : Arrays.copyOf(sound.get(id), 200);
        };
    Path next = Files.write(root.resolve("next"), bytes);
    Files.move(
        next,
        file(id),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    model.put(id, new Modelled(old.header(), state));
  }

  private byte[] withoutCells(ArrayHeader header) throws IOException {
    String name = "/fixtures/hdf5/" + FORMS.get(random.nextInt(FORMS.size())) + ".hdf5.gz";
    try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream(name));
        InputStream plain = new GZIPInputStream(packed)) {
      byte[] bytes = plain.readAllBytes();
      int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("{\"id\"");
      byte[] meta = MetaJson.write(header).getBytes(StandardCharsets.UTF_8);
      assertThat(meta.length).isLessThanOrEqualTo(META_ROOM);
      System.arraycopy(Arrays.copyOf(meta, META_ROOM), 0, bytes, at, META_ROOM);
      return bytes;
    }
  }

  private ArrayId any() {
    List<ArrayId> ids = List.copyOf(model.keySet());
    return ids.get(random.nextInt(ids.size()));
  }

  private void changeSomething() throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> create();
      case 1 -> {
        ArrayId id = any();
        storage.arrays().delete(COLLECTION, id, Precondition.NONE);
        index.changed(COLLECTION, id);
        model.remove(id);
      }
      case 2 -> catalog.invalidate(COLLECTION);
      case 3 -> index.emptied(COLLECTION.name());
      case 4 -> {
        close();
        open();
      }
      default -> change(any(), State.values()[random.nextInt(3)]);
    }
  }

  private static Optional<Long> value(ArrayHeader header, String name) {
    return header
        .find(name)
        .map(value -> ((AttributeValue.IntValue) value).value().longValueExact());
  }

  private Meant filter() {
    ArrayId id = any();
    int number = random.nextInt(Math.max(1, numbers));
    List<Meant> filters =
        List.of(
            new Meant("", header -> true, any -> true),
            new Meant("n >= " + number, of("n", n -> n >= number), any -> true),
            new Meant("f == null", header -> value(header, "f").isEmpty(), any -> true),
            new Meant("not (f > 1)", of("f", f -> f > 1).negate(), any -> true),
            new Meant(
                "id == '%s'".formatted(id),
                header -> header.id().equals(id),
                other -> other.equals(id)),
            new Meant(
                "id >= '%s' and f in (0, 2)".formatted(id),
                of("f", f -> f == 0 || f == 2).and(header -> header.id().compareTo(id) >= 0),
                other -> other.compareTo(id) >= 0),
            new Meant(
                "not (id == '%s' or n < %d)".formatted(id, number),
                of("n", n -> n < number).negate().and(header -> !header.id().equals(id)),
                other -> !other.equals(id)));
    return filters.get(random.nextInt(filters.size()));
  }

  private static Predicate<ArrayHeader> of(String name, Predicate<Long> test) {
    return header -> value(header, name).filter(test).isPresent();
  }

  private static Comparator<Modelled> by(String name, boolean descending) {
    Comparator<Long> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return Comparator.comparing(
        array -> value(array.header(), name).orElse(null), Comparator.nullsLast(order));
  }

  private static Comparator<Modelled> order(String sort) {
    Comparator<Modelled> byId = Comparator.comparing(array -> array.header().id());
    Comparator<Modelled> atEnd = Comparator.comparing(array -> array.state() == State.NOTHING);
    Comparator<Modelled> order =
        switch (sort) {
          case "", "id" -> (one, other) -> 0;
          case "-id" -> byId.reversed();
          case "n" -> atEnd.thenComparing(by("n", false));
          case "-n" -> atEnd.thenComparing(by("n", true));
          case "f" -> atEnd.thenComparing(by("f", false));
          case "-f" -> atEnd.thenComparing(by("f", true));
          default -> atEnd.thenComparing(by("f", false)).thenComparing(by("n", true));
        };
    // Those at the end have no values that anybody could compare.
    return (one, other) ->
        one.state() == State.NOTHING && other.state() == State.NOTHING && !sort.equals("-id")
            ? byId.compare(one, other)
            : order.thenComparing(byId).compare(one, other);
  }

  private List<String> expected(Meant filter, String sort) {
    return model.values().stream()
        .filter(array ->
            array.state() == State.NOTHING
                ? filter.mayMean().test(array.header().id())
                : filter.means().test(array.header()))
        .sorted(order(sort))
        .map(array -> array.header().id() + " " + array.state())
        .toList();
  }

  private static String text(ListedArray array) {
    return switch (array) {
      case ListedArray.Readable readable -> readable.array().header().id() + " WHOLE";
      case ListedArray.Unreadable unreadable ->
          unreadable.id() + (unreadable.header().isPresent() ? " ATTRIBUTES" : " NOTHING");
    };
  }

  private List<String> listed(Meant filter, String sort, int limit) {
    BoundFilter bound =
        filter.text().isEmpty()
            ? BoundFilter.ALL
            : FilterBinder.bind(
                FilterParser.parse(filter.text()), COLLECTION.arrays().attributes());
    ArrayOrder order =
        sort.isEmpty()
            ? ArrayOrder.BY_ID
            : ArrayOrder.parse(sort, COLLECTION.arrays().attributes());
    List<String> found = new ArrayList<>();
    Optional<ListPlace> after = Optional.empty();
    do {
      Page<ListedArray, ListPlace> page =
          lists.list(COLLECTION, new ArrayQuery(bound, order, after, limit));
      page.items().forEach(item -> found.add(text(item)));
      after = page.next();
    } while (after.isPresent());
    return found;
  }

  /** The list of all looks at every file; by then the index knows what others did to them. */
  private void check() {
    Meant all = new Meant("", header -> true, any -> true);
    assertThat(listed(all, "", 5)).isEqualTo(expected(all, ""));
    for (String sort : List.of("", "id", "-id", "n", "-n", "f", "-f", "f,-n")) {
      Meant filter = filter();
      int limit = 1 + random.nextInt(5);
      assertThat(listed(filter, sort, limit))
          .as("%s, sort=%s, limit=%d", filter.text(), sort, limit)
          .isEqualTo(expected(filter, sort));
    }
    OptionalLong count = index.count(COLLECTION);
    assertThat(count.isEmpty() || count.getAsLong() == model.size()).as("%s", count).isTrue();
  }

  @RepeatedTest(3)
  void everyListHasTheSameArraysWhateverCanBeReadOfThem() throws IOException {
    for (int made = 0; made < 12; made++) {
      create();
    }
    for (int step = 0; step < 40; step++) {
      changeSomething();
      if (model.size() < 4) {
        create();
      }
      check();
    }
    change(any(), State.NOTHING);
    List<String> before = listed(new Meant("", header -> true, any -> true), "-f", 3);
    close();
    open();
    assertThat(listed(new Meant("", header -> true, any -> true), "-f", 3)).isEqualTo(before);
    index.emptied(COLLECTION.name());
    assertThat(listed(new Meant("", header -> true, any -> true), "-f", 3)).isEqualTo(before);
    assertThat(index.count(COLLECTION)).hasValue(model.size());
  }
}
