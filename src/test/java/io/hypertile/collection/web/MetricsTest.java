package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.config.access.MadeCertificate;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The figures that Prometheus reads, and the table of them in the operator's guide. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.lock-timeout=50ms",
      "hypertile.stores.lake.url=memory:",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@DirtiesContext
class MetricsTest {
  private static final String C = "/api/v1/collections";
  private static final Path GUIDE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/docs/operating.md");

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(hypertile_\\w+)` \\| (\\w+) \\| (\\w*) ?\\| ([^|]*)\\|", Pattern.MULTILINE);

  private static final Pattern TYPE =
      Pattern.compile("^# TYPE (hypertile_\\w+) (\\w+)$", Pattern.MULTILINE);

  private static final Pattern TAG = Pattern.compile("(\\w+)=\"");

  @TempDir static Path root;
  @TempDir static Path secret;

  @LocalServerPort int port;
  @Autowired LockManager locks;
  private ApiClient api;
  private String subset = "";

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) throws Exception {
    registry.add("hypertile.storage.root", root::toString);
    MadeCertificate made = MadeCertificate.of("spare", secret);
    Path certificate = Files.writeString(secret.resolve("tls.crt"), made.certificate());
    Path key = Files.writeString(secret.resolve("tls.key"), made.key());
    String store = "spring.ssl.bundle.pem.spare.keystore.";
    registry.add(store + "certificate", certificate::toString);
    registry.add(store + "private-key", key::toString);
  }

  private record Metric(String type, String unit, Set<String> tags) {}

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    subset = LineArray.create(api, "float64", 1000);
  }

  @Test
  void theGuideListsWhatIsShownAndNothingElse() throws IOException {
    api.json("PUT", subset, "1").expect(204);
    api.get(subset).expect(200);
    Map<String, Metric> shown = shown(scrape());
    assertThat(shown).hasSizeGreaterThan(20);
    assertThat(documented()).containsExactlyInAnyOrderEntriesOf(shown);
  }

  private static Map<String, Metric> documented() throws IOException {
    Map<String, Metric> rows = new TreeMap<>();
    for (MatchResult row : ROW.matcher(Files.readString(GUIDE)).results().toList()) {
      Set<String> tags = new TreeSet<>();
      Pattern.compile("`(\\w+)`")
          .matcher(row.group(4))
          .results()
          .forEach(t -> tags.add(t.group(1)));
      rows.put(row.group(1), new Metric(row.group(2), row.group(3), tags));
    }
    return rows;
  }

  private static Map<String, Metric> shown(String scraped) {
    Map<String, Metric> metrics = new TreeMap<>();
    for (MatchResult type : TYPE.matcher(scraped).results().toList()) {
      String name = type.group(1);
      Set<String> tags = new TreeSet<>();
      scraped
          .lines()
          .filter(line -> line.startsWith(name + "{"))
          .forEach(line -> TAG.matcher(line).results().forEach(tag -> tags.add(tag.group(1))));
      assertThat(scraped.lines()).as(name).anyMatch(line -> line.matches(name + "[{ ].*"));
      metrics.put(name, new Metric(type.group(2), unit(name), tags));
    }
    return metrics;
  }

  /** Prometheus has the unit at the end of the name. */
  private static String unit(String name) {
    String base = name.replaceFirst("_total$", "");
    return base.endsWith("_bytes") ? "bytes" : base.endsWith("_seconds") ? "seconds" : "";
  }

  @Test
  void requestsAreCountedByKindAndOutcomeWithoutNames() throws IOException {
    double reads = requests("read", "success");
    double writes = requests("write", "success");
    double refused = requests("write", "refused");
    double missing = requests("show", "refused");
    api.json("PUT", subset, "1").expect(204);
    api.json("PUT", subset, "[1,").expect(400);
    api.get(subset).expect(200);
    api.get(subset + "?slice=0").expect(200);
    api.get(C + "/nowhere_at_all").expect(404);
    api.delete(subset).expect(204);
    String scraped = scrape();
    assertThat(value(scraped, request("read", "success")) - reads).isEqualTo(2);
    assertThat(value(scraped, request("write", "success")) - writes).isEqualTo(1);
    assertThat(value(scraped, request("write", "refused")) - refused).isEqualTo(1);
    assertThat(value(scraped, request("show", "refused")) - missing).isEqualTo(1);
    assertThat(value(scraped, request("clear", "success"))).isPositive();
    assertThat(scraped).doesNotContain("nowhere_at_all").doesNotContain("line/arrays");
  }

  @Test
  void cellsOfDekersClientAreCountedToo() throws IOException {
    String id = subset.substring(subset.indexOf("/arrays/") + 8, subset.lastIndexOf('/'));
    String data = "/v1/collection/line/array/by-id/" + id + "/subset/%5B0:10%5D/data";
    double read = value(scrape(), "hypertile_cells_total{kind=\"read\"}");
    double written = value(scrape(), "hypertile_cells_total{kind=\"write\"}");
    double requests = requests("read", "success");
    api.json("PUT", data, "[1,2,3,4,5,6,7,8,9,10]").expect(200);
    api.get(data).expect(200);
    String scraped = scrape();
    assertThat(value(scraped, "hypertile_cells_total{kind=\"write\"}") - written).isEqualTo(10);
    assertThat(value(scraped, "hypertile_cells_total{kind=\"read\"}") - read).isEqualTo(10);
    assertThat(value(scraped, request("read", "success")) - requests).isEqualTo(1);
  }

  @Test
  void waitsForLocksAndOpenFilesAreCounted() throws IOException {
    String before = scrape();
    String id = subset.substring(subset.indexOf("/arrays/") + 8, subset.lastIndexOf('/'));
    LockKey key = new LockKey("line", id);
    try (HeldLock held = locks.acquire(key, LockMode.WRITE, Duration.ZERO)) {
      assertThat(held.keys()).containsExactly(key);
      assertThat(value(scrape(), "hypertile_locks_held")).isEqualTo(1);
      api.json("PUT", subset, "1").problem(423, "locked");
    }
    api.json("PUT", subset, "1").expect(204);
    api.get(subset).expect(200);
    api.get(subset).expect(200);
    String after = scrape();
    assertThat(growth(before, after, "hypertile_locks_waits_total")).isEqualTo(1);
    assertThat(growth(before, after, "hypertile_locks_timeouts_total")).isEqualTo(1);
    assertThat(growth(before, after, "hypertile_locks_wait_seconds_total")).isPositive();
    assertThat(growth(before, after, "hypertile_files_hits_total")).isPositive();
    assertThat(growth(before, after, "hypertile_files_misses_total")).isPositive();
    assertThat(growth(before, after, "hypertile_log_sync_seconds_total")).isPositive();
    assertThat(growth(before, after, "hypertile_log_bytes_total")).isPositive();
    assertThat(value(after, "hypertile_files_open")).isPositive();
    assertThat(value(after, "hypertile_memory_limit_bytes")).isEqualTo(768 << 20);
    for (String use : List.of("answers", "chunks", "log")) {
      assertThat(value(after, "hypertile_memory_used_bytes{use=\"%s\"}".formatted(use)))
          .isBetween(0.0, 768.0 * (1 << 20));
    }
    assertThat(value(after, "hypertile_memory_idle_bytes")).isPositive();
    assertThat(value(after, "hypertile_memory_waiting")).isZero();
  }

  private static double growth(String before, String after, String name) {
    return value(after, name) - value(before, name);
  }

  private double requests(String kind, String outcome) throws IOException {
    return value(scrape(), request(kind, outcome));
  }

  private static String request(String kind, String outcome) {
    return "hypertile_requests_total{kind=\"" + kind + "\",outcome=\"" + outcome + "\"}";
  }

  private String scrape() throws IOException {
    return api.get("/actuator/prometheus").expect(200).text();
  }

  private static double value(String scraped, String name) {
    return scraped
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}
