package io.hypertile.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Lists of datasets and tables of figures in orders that are asked for. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SortedDatasetsTest extends OwnStorage {
  private static final String SORTED = COLLECTIONS + "/sorted";
  private static final int COUNT = 60;

  private final Random random = TestSeed.random();

  @AfterEach
  void delete() throws IOException {
    api.delete(SORTED);
  }

  /** A dataset as the test knows it; no value is null. */
  private record Known(int number, Integer greatest, Long cycle, String platform) {
    String name() {
      return "d%02d".formatted(number * 37 % 97);
    }

    String document() {
      List<String> attributes = new ArrayList<>();
      if (cycle != null) {
        attributes.add("\"cycle\": " + cycle);
      }
      if (platform != null) {
        attributes.add("\"platform\": \"" + platform + "\"");
      }
      String array =
          greatest == null
              ? ""
              : """
              {"name": "t", "dtype": "int16", "dimensions": ["z"], "shape": [2], "data": [-9, %d]}\
              """
                  .formatted(greatest);
      return "{\"name\": \"%s\", \"attributes\": {%s}, \"arrays\": [%s]}"
          .formatted(name(), String.join(", ", attributes), array);
    }
  }

  private List<Known> make(String layout) throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            "{\"name\": \"sorted\", \"kind\": \"dataset\", \"layout\": \"%s\"}".formatted(layout))
        .expect(201);
    List<Known> all = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    for (int number = 0; number < COUNT; number++) {
      Known known =
          new Known(
              number,
              random.nextInt(5) == 0 ? null : random.nextInt(6),
              random.nextInt(5) == 0 ? null : (1L << 53) + random.nextInt(4),
              random.nextInt(4) == 0 ? null : "s\u00e4".repeat(1 + random.nextInt(1_000)));
      all.add(known);
      documents.add(known.document());
    }
    api.json(
            "POST",
            SORTED + "/datasets:batch",
            "{\"datasets\": [" + String.join(",", documents) + "]}")
        .expect(201);
    return all;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Names of all pages; between two pages something is done. */
  private List<String> pages(String address, String member, Between between) throws IOException {
    List<String> names = new ArrayList<>();
    String next = address;
    while (next != null) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items").forEach(item -> names.add(item.get(member).stringValue()));
      JsonNode link = page.get("next");
      next = link.isNull() ? null : link.stringValue();
      if (next != null) {
        between.run(names);
      }
    }
    return names;
  }

  private interface Between {
    void run(List<String> names) throws IOException;
  }

  private static List<String> sorted(List<Known> all, Comparator<Known> order) {
    return all.stream().sorted(order).map(Known::name).toList();
  }

  /** The order of equal datasets: as they were made in segments, by name in a tree. */
  private static Comparator<Known> last(String layout) {
    return layout.equals("tree")
        ? Comparator.comparing(Known::name)
        : Comparator.comparingInt(Known::number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "tree"})
  void pagesAreInTheOrderThatIsAskedFor(String layout) throws IOException {
    List<Known> all = make(layout);
    Comparator<Known> equal = last(layout);
    Comparator<Known> down =
        Comparator.comparing(Known::greatest, Comparator.nullsLast(Comparator.reverseOrder()));
    Comparator<Known> up =
        Comparator.comparing(Known::greatest, Comparator.nullsLast(Comparator.naturalOrder()));
    Comparator<Known> cycle =
        Comparator.comparing(Known::cycle, Comparator.nullsLast(Comparator.naturalOrder()));
    Comparator<Known> platform =
        Comparator.comparing(Known::platform, Comparator.nullsLast(Comparator.reverseOrder()));

    requireOrder("-t.max", sorted(all, down.thenComparing(equal)));
    requireOrder("t.max", sorted(all, up.thenComparing(equal)));
    requireOrder("t.max,-platform", sorted(all, up.thenComparing(platform).thenComparing(equal)));
    requireOrder("cycle , name", sorted(all, cycle.thenComparing(Known::name)));
    requireOrder("-name", sorted(all, Comparator.comparing(Known::name).reversed()));
    requireOrder("-platform", sorted(all, platform.thenComparing(equal)));
  }

  private void requireOrder(String sort, List<String> wanted) throws IOException {
    String query = "?limit=" + (5 + random.nextInt(20)) + "&sort=" + encoded(sort);
    assertThat(pages(SORTED + "/datasets" + query, "name", names -> {})).as(sort).isEqualTo(wanted);
    assertThat(pages(SORTED + "/statistics" + query, "dataset", names -> {}))
        .as(sort)
        .isEqualTo(wanted);
  }

  @Test
  void conditionsAndOrdersGoTogether() throws IOException {
    List<Known> all = make("segments");
    List<Known> some =
        all.stream().filter(known -> known.greatest() != null && known.greatest() > 2).toList();
    Comparator<Known> down = Comparator.comparing(Known::greatest, Comparator.reverseOrder());

    assertThat(
            pages(
                SORTED + "/datasets?limit=4&sort=-t.max&where=" + encoded("t.max > 2"),
                "name",
                names -> {}))
        .isEqualTo(sorted(some, down.thenComparing(Known::number)));
  }

  /** What is changed before a page ends comes again no more; what stays is shown once. */
  @Test
  void pagesFollowEachOtherWhileDatasetsAreChanged() throws IOException {
    List<Known> all = make("segments");
    List<String> gone = new ArrayList<>();
    int[] added = {0};

    List<String> shown =
        pages(
            SORTED + "/datasets?limit=7&sort=" + encoded("t.max,name"),
            "name",
            names -> {
              String last = names.getLast();
              if (!gone.contains(last)) {
                api.delete(SORTED + "/datasets/" + last).expect(204);
                gone.add(last);
              }
              Known before = new Known(200 + added[0]++, -100, null, null);
              String document = before.document().replace(before.name(), "new" + added[0]);
              String batch = "{\"datasets\": [" + document + "]}";
              api.json("POST", SORTED + "/datasets:batch", batch).expect(201);
            });

    assertThat(gone).isNotEmpty();
    assertThat(shown)
        .isEqualTo(
            sorted(
                all,
                Comparator.comparing(
                        Known::greatest, Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
                    .thenComparing(Known::name)));
  }

  @Test
  void ordersThatAreNoneAreRefused() throws IOException {
    make("segments");
    for (String address : List.of("/datasets", "/statistics")) {
      for (String sort : List.of("nothing", "t.max,t.max", "t.max;", "-", "t.mean")) {
        JsonNode problem = api.get(SORTED + address + "?sort=" + encoded(sort)).expect(400).json();
        assertThat(problem.get("code").stringValue()).isEqualTo("invalid-filter");
        assertThat(problem.get("parameter").stringValue()).isEqualTo("sort");
      }
    }
    JsonNode page = api.get(SORTED + "/datasets?limit=2&sort=t.max").expect(200).json();
    String cursor = page.get("next_cursor").stringValue();
    api.get(SORTED + "/datasets?sort=-t.max&cursor=" + cursor).expect(400);
    api.get(SORTED + "/datasets?cursor=" + cursor).expect(400);
  }
}
