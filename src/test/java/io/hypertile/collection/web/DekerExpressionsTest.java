package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The index expressions that Deker's own tests form on a 10 x 10 x 10 array (integers and slices of
 * 0, 1, -1, -2, and an ellipsis), each read, written and cleared over HTTP on arrays of every kind,
 * beside a plain Java array that is indexed as NumPy does; and the expressions that Deker refuses.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class DekerExpressionsTest {
  private static final int SIZE = 10;
  private static final int CELLS = SIZE * SIZE * SIZE;
  private static final List<String> INTEGERS = List.of("0", "1", "-1", "-2");

  @TempDir static Path root;

  @LocalServerPort int port;

  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  /** Slices of every pair of bounds that select something. */
  private static List<String> slices(boolean selecting) {
    List<String> bounds = List.of("", "0", "1", "-1", "-2");
    List<String> slices = new ArrayList<>();
    for (String start : bounds) {
      for (String stop : bounds) {
        String slice = start + ":" + stop;
        if (taken(slice).isEmpty() != selecting) {
          slices.add(slice);
        }
      }
    }
    return slices;
  }

  private static Set<String> valid() {
    Set<String> all = new LinkedHashSet<>(List.of("..."));
    all.addAll(INTEGERS);
    all.addAll(slices(true));
    List<String> terms = new ArrayList<>(INTEGERS);
    terms.addAll(List.of("...", ":", "1:"));
    for (String first : terms) {
      for (String second : terms) {
        all.add(first + "," + second);
        for (String third : terms) {
          all.add(first + "," + second + "," + third);
        }
      }
    }
    all.removeIf(text -> text.indexOf("...") != text.lastIndexOf("..."));
    return all;
  }

  private static Set<String> invalid() {
    List<String> wrong = new ArrayList<>(List.of("None", "null", "True", "False", "true", "false"));
    wrong.addAll(slices(false));
    for (String slice : slices(false)) {
      wrong.add(slice + ":1");
    }
    Set<String> all = new LinkedHashSet<>(wrong);
    for (String term : wrong) {
      all.addAll(List.of(":," + term, ":,:," + term, term + ",0,0", "...," + term, "0," + term));
    }
    return all;
  }

  private static List<Integer> taken(String part) {
    if (!part.contains(":")) {
      return List.of(Math.floorMod(Integer.parseInt(part), SIZE));
    }
    String start = part.substring(0, part.indexOf(':'));
    String stop = part.substring(part.indexOf(':') + 1);
    return IntStream.range(
            start.isEmpty() ? 0 : Math.floorMod(Integer.parseInt(start), SIZE),
            stop.isEmpty() ? SIZE : Math.floorMod(Integer.parseInt(stop), SIZE))
        .boxed()
        .toList();
  }

  /** What an expression selects: the shape as Python prints it, and the cells in C order. */
  private record Box(String shape, int[] cells) {
    static Box of(String expression) {
      List<String> parts = new ArrayList<>(List.of(expression.split(",")));
      int ellipsis = parts.indexOf("...");
      parts.remove("...");
      while (parts.size() < 3) {
        parts.add(ellipsis < 0 ? parts.size() : ellipsis, ":");
      }
      List<Integer> cells = List.of(0);
      List<Integer> shape = new ArrayList<>();
      for (String part : parts) {
        List<Integer> taken = taken(part);
        if (part.contains(":")) {
          shape.add(taken.size());
        }
        cells = cells.stream().flatMap(c -> taken.stream().map(t -> c * SIZE + t)).toList();
      }
      String text = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
      return new Box(
          "(" + text + (shape.size() == 1 ? ",)" : ")"),
          cells.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /** Makes the kind's collection and gives the address of its arrays. */
  private String create(String kind) throws IOException {
    String name = "c" + Integer.toUnsignedString(kind.hashCode());
    String document =
        """
        {"name": "%s", %s, "dtype": "float64", "fill_value": -1,
         "dimensions": [{"name": "a", "size": 10}, {"name": "b", "size": 10}, {"name": "c", "size": 10}]}\
        """;
    api.json("POST", "/api/v1/collections", document.formatted(name, kind)).expect(201);
    return "/api/v1/collections/" + name + "/arrays";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\": \"array\"",
        "\"kind\": \"array\", \"options\": {\"chunks\": [3, 4, 10], \"compression\": \"gzip\"}",
        "\"kind\": \"varray\", \"vgrid\": [2, 5, 1]",
        "\"kind\": \"varray\", \"arrays_shape\": [5, 10, 2],"
            + " \"options\": {\"chunks\": [3, 4, 2], \"compression\": \"gzip\"}"
      })
  void everyExpressionReadsWritesAndClearsItsBox(String kind) throws Exception {
    assertThat(valid()).hasSizeGreaterThan(352);
    assertThat(invalid()).hasSizeGreaterThan(114);
    api = new ApiClient(port);
    String arrays = create(kind);
    Clients.share(valid(), expressions -> readWriteAndClear(subset(arrays), expressions));
    Clients.share(invalid(), expressions -> beRefused(subset(arrays), expressions));
  }

  private String subset(String arrays) throws IOException {
    return api.json("POST", arrays, "{}").expect(201).header("Location") + "/subset?slice=";
  }

  private void readWriteAndClear(String subset, List<String> expressions) throws IOException {
    double[] model = new double[CELLS];
    Arrays.fill(model, -1);
    double next = 0;
    int cleared = 0;
    for (String expression : expressions) {
      Box box = Box.of(expression);
      String path = subset + URLEncoder.encode(expression, StandardCharsets.UTF_8);
      read(path, box, model, expression);
      double[] cells = new double[box.cells().length];
      for (int at = 0; at < cells.length; at++) {
        cells[at] = next++;
        model[box.cells()[at]] = cells[at];
      }
      api.body("PUT", path, "application/x-npy", ApiClient.npy(box.shape(), cells)).expect(204);
      read(subset + "...", Box.of("..."), model, expression);
      if (cleared++ % 2 == 0) {
        api.delete(path).expect(204);
        Arrays.stream(box.cells()).forEach(cell -> model[cell] = -1);
        read(subset + "...", Box.of("..."), model, expression);
      }
    }
  }

  private void beRefused(String subset, List<String> expressions) throws IOException {
    double[] model = new double[CELLS];
    Arrays.setAll(model, cell -> cell);
    api.body("PUT", subset + "...", "application/x-npy", ApiClient.npy("(10, 10, 10)", model))
        .expect(204);
    for (String expression : expressions) {
      String path = subset + URLEncoder.encode(expression, StandardCharsets.UTF_8);
      api.get(path).problem(400, "invalid-slice");
      api.json("PUT", path, "1").problem(400, "invalid-slice");
      api.delete(path).problem(400, "invalid-slice");
    }
    read(subset + "...", Box.of("..."), model, "after what is refused");
  }

  private void read(String path, Box box, double[] model, String expression) throws IOException {
    byte[] npy = api.get(path + "&format=npy").expect(200).response().body();
    assertThat(new String(npy, 10, npy[8] & 0xFF, StandardCharsets.US_ASCII))
        .as(expression)
        .contains("'shape': " + box.shape() + ",");
    double[] expected = Arrays.stream(box.cells()).mapToDouble(cell -> model[cell]).toArray();
    assertThat(ApiClient.values(npy)).as(expression).isEqualTo(expected);
  }
}
