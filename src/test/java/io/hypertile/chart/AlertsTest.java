package io.hypertile.chart;

import static io.hypertile.chart.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Dashboard and rules of the chart ask for figures that a server has, and the guide has them. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.stores.lake.url=memory:",
      "hypertile.quotas.everything.bytes=1GB",
      "hypertile.quotas.everything.arrays=1000",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@DirtiesContext
class AlertsTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/docs/operating.md");

  private static final String OPEN = "security: {open: true}\n";
  private static final Pattern ASKED = Pattern.compile("\\b([a-z]\\w*)\\{");
  private static final Pattern FREE = Pattern.compile("(?m)^hypertile_storage_free_bytes (\\S+)$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(Hypertile\\w+)` \\| [^|]+\\|");

  @TempDir static Path root;
  @TempDir static Path shelf;

  @LocalServerPort int port;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
    registry.add("hypertile.stores.shelf.url", () -> shelf.toUri().toString());
  }

  private static String dashboard() {
    JsonObject map =
        Chart.render(OPEN + "dashboards: {enabled: true}\n").all().stream()
            .filter(m -> at(m, "metadata/name").getAsString().endsWith("-dashboard"))
            .findFirst()
            .orElseThrow();
    assertThat(at(map, "metadata/labels/grafana_dashboard").getAsString()).isEqualTo("1");
    return at(map, "data").getAsJsonObject().get("hypertile.json").getAsString();
  }

  private static JsonElement rules(String values) {
    JsonObject rule = Chart.render(OPEN + values).get("PrometheusRule");
    return at(rule, "spec/groups/0/rules");
  }

  @Test
  void everyFigureOfTheDashboardIsShown() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (JsonElement panel : at(JsonParser.parseString(dashboard()), "panels").getAsJsonArray()) {
      if (panel.getAsJsonObject().has("targets")) {
        at(panel, "targets")
            .getAsJsonArray()
            .forEach(target -> figures(at(target, "expr").getAsString(), asked));
      }
    }
    assertThat(asked).hasSizeGreaterThan(30);
    assertShown(asked);
  }

  @Test
  void everyFigureOfTheRulesIsShown() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (JsonElement rule : rules("alerts: {enabled: true}").getAsJsonArray()) {
      figures(at(rule, "expr").getAsString(), asked);
    }
    assertThat(asked).hasSizeGreaterThan(15);
    assertShown(asked);
  }

  private static void figures(String expression, Set<String> into) {
    ASKED.matcher(expression).results().forEach(name -> into.add(name.group(1)));
  }

  private void assertShown(Set<String> asked) throws Exception {
    // Prometheus itself has this one.
    assertThat(asked.remove("up")).isTrue();
    // Only a server with such files has these: ReloadTest asks it.
    asked.removeAll(Set.of("hypertile_reload_refused", "ssl_chain_expiry_seconds"));
    get("/api/v1/collections");
    Set<String> shown = new TreeSet<>();
    get("/actuator/prometheus")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> shown.add(line.split("[{ ]", 2)[0]));
    assertThat(shown).containsAll(asked);
  }

  @Test
  void everyAlertSaysWhatToDoAndWatchesTheRelease() {
    String address = "https://runbooks.example.org/hypertile";
    JsonElement rules = rules("alerts: {enabled: true, runbookUrl: '" + address + "'}");
    for (JsonElement rule : rules.getAsJsonArray()) {
      String name = at(rule, "alert").getAsString();
      assertThat(at(rule, "labels/severity").getAsString()).isIn("critical", "warning");
      assertThat(at(rule, "annotations/summary").getAsString()).as(name).contains("Hypertile");
      assertThat(at(rule, "annotations/description").getAsString()).as(name).isNotBlank();
      assertThat(at(rule, "annotations/runbook_url").getAsString()).isEqualTo(address);
      String expression = at(rule, "expr").getAsString();
      assertThat(expression).as(name).doesNotContain("job=\"hypertile\"");
      assertThat(ASKED.matcher(expression).results())
          .as(name)
          .allMatch(
              asked -> expression.startsWith("job=\"r-hypertile\",namespace=\"n\"", asked.end()));
    }
  }

  @Test
  void theGuideHasARowForEachAlert() throws IOException {
    Set<String> alerts = new TreeSet<>();
    rules("alerts: {enabled: true}")
        .getAsJsonArray()
        .forEach(rule -> alerts.add(at(rule, "alert").getAsString()));
    assertThat(ROW.matcher(Files.readString(GUIDE)).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void theSpaceIsThatOfTheStorage() throws Exception {
    String scraped = get("/actuator/prometheus");
    MatchResult free = FREE.matcher(scraped).results().findFirst().orElseThrow();
    assertThat(Double.parseDouble(free.group(1)))
        .isBetween(1.0, (double) root.toFile().getTotalSpace());
    assertThat(scraped).contains("hypertile_storage_inodes ");
  }

  @Test
  void failuresAreCountedByCode() throws Exception {
    get("/api/v1/collections/none_of_these");
    String line =
        get("/actuator/prometheus")
            .lines()
            .filter(l -> l.startsWith("hypertile_failures_total{code=\"collection-not-found\"}"))
            .findFirst()
            .orElseThrow();
    assertThat(line).endsWith(" 1.0");
  }

  private String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://localhost:" + port + path);
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }
}
