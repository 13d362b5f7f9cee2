package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests and answers for the rules of Deker's behaviour, as the tables in {@code
 * src/test/resources/rules} list them. The rows of a table are one conversation with a server whose
 * storage is empty at first; {@code src/docs/deker-rules.md} tells what each rule is about.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class DekerRulesTest {
  /** Where the tables are, below the project. */
  static final String TABLES = "src/test/resources/rules";

  private static final String BASE = "/api/v1";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path root;

  @LocalServerPort int port;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  /** A request and what the answer must be. */
  record Row(
      String place, String rule, String method, String path, String body, List<String> expected) {
    static Row parse(String place, String line) {
      String[] cells = line.split("\\|", -1);
      assertThat(cells).as("%s: %s", place, line).hasSize(6);
      List<String> expected = new ArrayList<>();
      expected.add(cells[4].strip());
      for (String check : cells[5].split("&&")) {
        if (!check.isBlank()) {
          expected.add(check.strip());
        }
      }
      return new Row(
          place,
          cells[0].strip(),
          cells[1].strip(),
          BASE + cells[2].strip(),
          cells[3].strip(),
          expected);
    }
  }

  /** The rows of a table. */
  static List<Row> rows(Path table) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String text : Files.readAllLines(table)) {
      number++;
      String line = text;
      for (Map.Entry<String, String> name : names.entrySet()) {
        line = line.replace("{{" + name.getKey() + "}}", name.getValue());
      }
      if (line.startsWith("@")) {
        String[] name = line.substring(1).split(" = ", 2);
        names.put(name[0], name[1]);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(Row.parse(table.getFileName() + ":" + number, line));
      }
    }
    return rows;
  }

  /** The tables in order of their names. */
  static List<Path> tables() throws IOException {
    Path directory = Path.of(System.getProperty("hypertile.basedir", "."), TABLES);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAreAsTheRulesSay() throws IOException {
    ApiClient api = new ApiClient(port);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path table : tables()) {
      tests.add(
          DynamicTest.dynamicTest(table.getFileName() + ": empty", () -> deleteCollections(api)));
      for (Row row : rows(table)) {
        String name = row.place() + " rule " + row.rule() + " " + row.method() + " " + row.path();
        tests.add(DynamicTest.dynamicTest(name, () -> check(api, row)));
      }
    }
    return tests.stream();
  }

  private static void deleteCollections(ApiClient api) throws IOException {
    for (JsonNode item :
        api.get(BASE + "/collections?limit=1000").expect(200).json().get("items")) {
      String name = URLEncoder.encode(item.get("name").asString(), StandardCharsets.UTF_8);
      api.delete(BASE + "/collections/" + name.replace("+", "%20")).expect(204);
    }
  }

  private static void check(ApiClient api, Row row) throws IOException {
    String path = row.path().replace(" ", "%20").replace("\"", "%22").replace("[", "%5B");
    path = path.replace("]", "%5D").replace(">", "%3E").replace("<", "%3C");
    Answer answer =
        switch (row.method()) {
          case "GET" -> api.get(path);
          case "DELETE" -> api.delete(path);
          default -> api.json(row.method(), path, row.body());
        };
    String status = row.expected().getFirst();
    if (status.equals("4xx")) {
      assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
    } else {
      answer.expect(Integer.parseInt(status));
    }
    for (String check : row.expected().subList(1, row.expected().size())) {
      if (check.startsWith("code=")) {
        answer.problem(answer.status(), check.substring("code=".length()));
      } else if (check.endsWith("!")) {
        JsonNode found = answer.json().at(check.substring(0, check.length() - 1));
        assertThat(found.isMissingNode()).as("%s in %s", check, answer.text()).isTrue();
      } else {
        int equals = check.indexOf('=');
        JsonNode found = answer.json().at(check.substring(0, equals));
        assertThat(found)
            .as("%s in %s", check, answer.text())
            .isEqualTo(JSON.readTree(check.substring(equals + 1)));
      }
    }
  }
}
