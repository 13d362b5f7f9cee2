package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.AttributeRows.Row;
import io.hypertile.collection.web.AttributeRows.Type;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Orders and cursors of lists over HTTP, on files, while arrays come, change and go. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SortAndCursorTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/sorted/arrays";
  private static final int ROWS = 60;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;
  private final TreeMap<String, Row> model = new TreeMap<>();
  private final Random random = TestSeed.random();
  private int numbers;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArrays() throws IOException {
    api = new ApiClient(port);
    api.delete(COLLECTIONS + "/sorted");
    api.json("POST", COLLECTIONS, AttributeRows.collection("sorted")).expect(201);
    List<Row> rows = IntStream.range(0, ROWS).mapToObj(ignored -> newRow()).toList();
    String body = String.join(",", rows.stream().map(AttributeRows::document).toList());
    api.json("POST", ARRAYS + ":batch", "[" + body + "]").expect(200);
  }

  private Row newRow() {
    Row row = AttributeRows.row(random, numbers++);
    model.put(row.id(), row);
    return row;
  }

  private static String query(String filter, String sort) {
    String address = ARRAYS + "?";
    if (!filter.isEmpty()) {
      address += "filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + "&";
    }
    if (!sort.isEmpty()) {
      address += "sort=" + URLEncoder.encode(sort, StandardCharsets.UTF_8) + "&";
    }
    return address;
  }

  /** Ids of all pages in order; the work is done between two pages. */
  private List<String> ids(String address, int limit, Work between) throws IOException {
    List<String> ids = new ArrayList<>();
    String next = address + "limit=" + limit;
    while (true) {
      JsonNode page = api.get(next).expect(200).json();
      assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
      page.get("items").forEach(item -> ids.add(item.get("id").asString()));
      if (page.get("next").isNull()) {
        return ids;
      }
      next = page.get("next").asString();
      between.run();
    }
  }

  /** Something that is done by calls. */
  private interface Work {
    void run() throws IOException;
  }

  private String term(Type type, boolean descending) {
    return (descending ? "-" : random.nextBoolean() ? "" : " ") + type.written();
  }

  @Test
  void pagesOfEveryOrderFollowIt() throws IOException {
    List<Type> ordered = ordered();
    for (int round = 0; round < 40; round++) {
      List<Type> types = new ArrayList<>(ordered);
      java.util.Collections.shuffle(types, random);
      Comparator<Row> order = (one, other) -> 0;
      List<String> terms = new ArrayList<>();
      for (Type type : types.subList(0, 1 + random.nextInt(3))) {
        boolean descending = random.nextBoolean();
        order = order.thenComparing(AttributeMeaning.by(type, descending));
        terms.add(term(type, descending));
      }
      boolean byIdDown = random.nextInt(3) == 0;
      Comparator<Row> byId = Comparator.comparing(Row::id);
      order = order.thenComparing(byIdDown ? byId.reversed() : byId);
      if (byIdDown) {
        terms.add("-id");
      }
      List<String> expected = model.values().stream().sorted(order).map(Row::id).toList();
      int limit = List.of(1, 7, 59, 60, 1000).get(random.nextInt(5));
      String sort = String.join(",", terms);
      assertThat(ids(query("", sort), limit, () -> {}))
          .as(sort + " by " + limit)
          .isEqualTo(expected);
    }
  }

  private static List<Type> ordered() {
    return Stream.of(Type.values()).filter(Type::isOrdered).toList();
  }

  private void change(Set<String> moved) throws IOException {
    for (int round = 0; round < 3; round++) {
      List<String> known = List.copyOf(model.keySet());
      String id = known.get(random.nextInt(known.size()));
      switch (random.nextInt(3)) {
        case 0 -> {
          Row row = newRow();
          moved.add(row.id());
          api.json("POST", ARRAYS, AttributeRows.document(row)).expect(201);
        }
        case 1 -> {
          model.remove(id);
          moved.add(id);
          api.delete(ARRAYS + "/" + id).expect(204);
        }
        default -> {
          Map<Type, @Nullable Object> values = new LinkedHashMap<>(model.get(id).values());
          Type type = Type.values()[random.nextInt(Type.values().length)];
          values.put(type, AttributeRows.value(random, type));
          model.put(id, new Row(id, model.get(id).number(), values));
          moved.add(id);
          String change =
              AttributeRows.json(type.attribute) + ": " + AttributeRows.json(values.get(type));
          api.json("PATCH", ARRAYS + "/" + id, "{\"custom_attributes\": {" + change + "}}")
              .expect(200);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          ''            | ''
          ''            | -id
          ''            | f
          ''            | -f,t
          ''            | i,-h,u
          n >= 5        | ''
          n >= 5        | -t
          not (n < 5)   | f,i
          n in (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21) | -u
          """)
  void arraysThatWereThereAllTheTimeAreSeenOnce(String filter, String sort) throws IOException {
    Predicate<Row> meant =
        switch (filter) {
          case "" -> row -> true;
          case "n >= 5", "not (n < 5)" -> row -> row.number() >= 5;
          default -> row -> row.number() <= 21;
        };
    for (int round = 0; round < 4; round++) {
      Set<String> before = new HashSet<>(model.keySet());
      Set<String> moved = new HashSet<>();
      List<String> seen = ids(query(filter, sort), 1 + random.nextInt(9), () -> change(moved));
      List<String> still = seen.stream().filter(id -> !moved.contains(id)).toList();
      List<String> stayed =
          before.stream().filter(id -> !moved.contains(id) && meant.test(model.get(id))).toList();
      assertThat(still).as(filter + "|" + sort).containsExactlyInAnyOrderElementsOf(stayed);
      // A page is a state of its own, so the model is the whole list again when all is quiet.
      assertThat(new HashSet<>(ids(query(filter, sort), 1000, () -> {})))
          .isEqualTo(new HashSet<>(model.values().stream().filter(meant).map(Row::id).toList()));
    }
  }

  private String next(String address) throws IOException {
    return api.get(address + "limit=2").expect(200).json().get("next").asString();
  }

  private static String cursor(String next) {
    return next.substring(next.indexOf("cursor=") + 7);
  }

  @Test
  void cursorsOfOtherListsAreRefused() throws IOException {
    api.delete(COLLECTIONS + "/twin");
    api.json("POST", COLLECTIONS, AttributeRows.collection("twin")).expect(201);
    List<String> lists =
        List.of(
            query("", ""),
            query("", "id"),
            query("", "-id"),
            query("", "i"),
            query("", "-i"),
            query("", "i,f"),
            query("n < 50", ""),
            query("n < 51", ""),
            query("n < 50", "i"),
            query("", "").replace("/sorted/", "/twin/"),
            query("", "i").replace("/sorted/", "/twin/"));
    for (String list : lists.subList(0, 9)) {
      String cursor = cursor(next(list));
      for (String other : lists) {
        ApiClient.Answer answer = api.get(other + "limit=2&cursor=" + cursor);
        boolean same =
            list.equals(other) || Set.of(list, other).equals(Set.copyOf(lists.subList(0, 2)));
        if (same) {
          answer.expect(200);
        } else {
          JsonNode problem = answer.problem(400, "invalid-request");
          assertThat(problem.get("parameter").asString()).isEqualTo("cursor");
          assertThat(problem.get("detail").asString()).contains("next");
        }
      }
    }
  }

  @Test
  void pageSizeMayChangeBetweenPages() throws IOException {
    List<String> whole = ids(query("", "-f,i"), 1000, () -> {});
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int limit : new int[] {1, 20, 3, 1000}) {
      JsonNode page = api.get(query("", "-f,i") + "limit=" + limit + cursor).expect(200).json();
      page.get("items").forEach(item -> seen.add(item.get("id").asString()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + cursor(page.get("next").asString());
    }
    assertThat(seen).isEqualTo(whole);
    assertThat(cursor).isEmpty();
  }

  private void put(String id, String text) throws IOException {
    String change = AttributeRows.json(AttributeRows.ODD) + ": " + AttributeRows.json(text);
    api.json("PATCH", ARRAYS + "/" + id, "{\"custom_attributes\": {" + change + "}}").expect(200);
  }

  @Test
  void placesBehindLongTextsAreKeptOrRefusedButNeverMistaken() throws IOException {
    List<String> known = List.copyOf(model.keySet());
    for (int at = 0; at < known.size(); at++) {
      put(known.get(at), "long".repeat(2_000) + (char) ('A' + at));
    }
    String sort = query("", Type.TEXT.written());
    assertThat(ids(sort, 7, () -> {})).isEqualTo(known);
    String next = next(sort);
    put(known.get(30), "long");
    JsonNode behind = api.get(next).expect(200).json().get("items");
    assertThat(behind.get(0).get("id").asString()).isEqualTo(known.get(2));
    put(known.get(1), "zzz");
    JsonNode moved = api.get(next).problem(400, "invalid-request");
    assertThat(moved.get("detail").asString()).contains("begin the list again");
    put(known.get(1), "long".repeat(2_000) + "B");
    api.get(next).expect(200);
    api.delete(ARRAYS + "/" + known.get(1)).expect(204);
    api.get(next).problem(400, "invalid-request");
  }
}
