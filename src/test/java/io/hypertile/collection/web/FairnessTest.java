package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.http.Admission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Lanes for large and small requests, and what operators see of the server. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.fairness.light=2",
      "hypertile.fairness.heavy=1",
      "hypertile.fairness.heavy-size=1KB",
      "hypertile.fairness.patience=200ms",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@DirtiesContext
class FairnessTest {
  private static final String C = "/api/v1/collections";

  @TempDir static Path root;

  @LocalServerPort int port;
  @Autowired Admission admission;
  private ApiClient api;
  private String subset = "";

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    subset = LineArray.create(api, "float64", 1000);
  }

  @Test
  void largeRequestsWaitForEachOtherAndSmallOnesDoNot() throws Exception {
    try (Admission.Permit one = admission.enter(1 << 20)) {
      assertThat(admission.heavy().active()).isEqualTo(1);
      ApiClient.Answer refused = api.get(subset + "?format=npy");
      refused.problem(503, "overloaded");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      api.json("PUT", subset, "1").problem(503, "overloaded");
      api.get(subset + "?format=npy&slice=0:10").expect(200);
      api.json("PUT", subset + "?slice=0:10", "1").expect(204);
      api.get(subset + "?format=npy", "Range", "bytes=0-500").expect(206);
      api.head(subset + "?format=npy").expect(200);
      String etag = api.head(subset + "?format=npy").header("ETag");
      api.get(subset + "?format=npy", "If-None-Match", etag).expect(304);
      assertThat(admission.heavy().waiting()).isZero();
      assertThat(admission.heavy().refused()).isGreaterThanOrEqualTo(2);
      assertThat(one).isNotNull();
    }
    api.get(subset + "?format=npy").expect(200);
    Lanes.awaitIdle(admission);
  }

  @Test
  void smallRequestsAreBoundedToo() throws IOException {
    List<Admission.Permit> permits =
        new ArrayList<>(List.of(admission.enter(1), admission.enter(1)));
    try {
      api.get(subset + "?slice=0").problem(503, "overloaded");
      api.get(subset + "?format=npy").expect(200);
    } finally {
      permits.forEach(Admission.Permit::close);
    }
    api.get(subset + "?slice=0").expect(200);
  }

  @Test
  void failedRequestsLeaveTheirLane() throws Exception {
    for (int n = 0; n < 3; n++) {
      api.json("PUT", subset, "[1,").expect(400);
      api.json("PUT", subset + "?slice=0:2", "[1,").expect(400);
    }
    Lanes.awaitIdle(admission);
  }

  @Test
  void operatorsSeeCellsLogAndLanes() throws Exception {
    Lanes.awaitIdle(admission);
    double before = meter("hypertile_cells_total{kind=\"read\"}");
    api.json("PUT", subset, "1").expect(204);
    api.get(subset + "?format=npy&slice=0:100").expect(200);
    Lanes.awaitIdle(admission);
    assertThat(meter("hypertile_cells_total{kind=\"read\"}") - before).isEqualTo(100);
    assertThat(meter("hypertile_cell_bytes_total{kind=\"write\"}")).isGreaterThanOrEqualTo(8000);
    assertThat(meter("hypertile_log_records_total")).isPositive();
    assertThat(meter("hypertile_log_failed")).isZero();
    assertThat(meter("hypertile_requests_waiting{lane=\"heavy\"}")).isZero();
    assertThat(meter("hypertile_requests_refused_total{lane=\"heavy\"}")).isNotNegative();
    assertThat(meter("resilience4j_bulkhead_max_allowed_concurrent_calls{name=\"light\"}"))
        .isEqualTo(2);
    assertThat(meter("resilience4j_bulkhead_available_concurrent_calls{name=\"heavy\"}"))
        .isEqualTo(1);
    assertThat(api.get("/actuator/prometheus").text()).contains("http_server_requests");
  }

  private double meter(String name) throws IOException {
    return api.get("/actuator/prometheus")
        .expect(200)
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  @Test
  void serverIsReady() throws IOException {
    assertThat(api.get("/actuator/health/readiness").expect(200).json().get("status").asString())
        .isEqualTo("UP");
    assertThat(api.get("/actuator/health/liveness").expect(200).json().get("status").asString())
        .isEqualTo("UP");
  }
}
